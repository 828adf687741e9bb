"""What is measured of a style: tokens, what is counted of them, and how it is told."""
