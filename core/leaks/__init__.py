"""Whether anything of a chat log stands in what is about to be saved: copies, names, numbers, secrets."""
