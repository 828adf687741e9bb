"""Who may ask the server, for what, and how much at once."""
