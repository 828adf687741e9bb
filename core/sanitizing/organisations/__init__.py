"""Names of companies and other organisations: a private one goes, one that everybody talks about stays."""
