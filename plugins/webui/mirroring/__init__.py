"""The Mirror: readiness, chats imported and sanitized, clones made, checked and forgotten."""
