"""How much texts sound like an author: features, the scale, and intervals by resampling."""
