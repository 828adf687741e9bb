"""What `core/text/themes.py` is made of: the vocabulary of texts, their latent space, and groups in it."""
