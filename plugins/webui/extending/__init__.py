"""What other plugins add to the pages."""
