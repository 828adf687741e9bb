"""Choosing passages: what is good by itself, the objective, how it is made large, what is redundant."""
