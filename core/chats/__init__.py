"""Chats from elsewhere: files, formats, and what becomes of them in the log."""
