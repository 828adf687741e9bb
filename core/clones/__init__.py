"""Clones as faces ask for them, list them and look at them again."""
