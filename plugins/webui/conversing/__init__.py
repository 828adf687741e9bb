"""Conversations with personas, streamed."""
