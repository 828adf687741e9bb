"""Templates, languages, Markdown and charts."""
