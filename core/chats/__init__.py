"""Chats from elsewhere: files, formats, what becomes of them in the log, and whose words they are."""
