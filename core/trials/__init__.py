"""Trials: how much a persona sounds like the one it was made from, on passages that nothing was made from."""
