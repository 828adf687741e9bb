"""What texts are about: their vocabulary, their latent space, the groups in it, and words for these."""
