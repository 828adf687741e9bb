"""Sanitizing a log: what plugins find is merged, and replaced by placeholders that agree within the log."""
