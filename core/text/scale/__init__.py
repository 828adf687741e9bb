"""What `core/text/likeness.py` is made of: what is counted in a text, and the scale it is held to."""
