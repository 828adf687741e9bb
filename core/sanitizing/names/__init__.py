"""Names of people: told by a log, by introductions, or by sanitizers that are sure of them."""
