"""What the chat log is made of: its lines, its file, and the index that answers questions about it."""
