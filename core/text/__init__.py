"""Reading texts: passages and words. Needed by retrieval, and by what measures a persona."""
