"""Reading the texts a persona is made of: finding files, telling the author's words from the rest."""
