"""What `core/settings.py` reads and writes `whetstone.toml` with: its shape, its lines, its changes."""
