"""The settings page: models, plugins, home and token."""
