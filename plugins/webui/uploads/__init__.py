"""What a browser sends: kept aside until somebody says what becomes of it."""
