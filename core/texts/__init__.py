"""Reading the texts that a persona is made of: finding files, and telling the author's words from the rest."""
