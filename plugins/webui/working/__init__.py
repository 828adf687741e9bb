"""Jobs of the pages: each runs in a process of its own, and is watched through its record."""
