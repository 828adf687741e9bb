"""The Agora: personas shown, searched, looked at, exported and removed."""
