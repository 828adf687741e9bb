"""What `core/registry.py` is made of: the list, the contents on disk, overlays, trash, bundled ones."""
