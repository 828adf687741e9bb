"""What `core/text/selection.py` is made of: the objective, how it is made large, what is redundant."""
