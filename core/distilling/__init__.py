"""What a model finds in an author's passages: checked claims, each with the passages that show it."""
