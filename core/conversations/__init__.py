"""Conversations: one that is held, turn by turn, and those that are looked at again."""
