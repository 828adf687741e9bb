"""How ready a chat log is for a clone, beside the number of its turns."""
