"""The words that hooks speak: plain values and protocols, importing nothing above them."""
