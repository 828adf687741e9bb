"""Whether words stand in a source, and what of a text is a quotation or a copy."""
