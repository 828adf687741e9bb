"""What a portrait is written from, whoever sat for it: a style, a prompt that fits, settings, an avatar."""
