"""The built-in plugins: each one is found through an entry point, and any of them can be blocked."""
