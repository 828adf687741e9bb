"""What `core/plugin_manager.py` and `core/cli.py` find plugins and commands with, before any is trusted."""
