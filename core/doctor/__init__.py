"""What `whetstone doctor` looks at in a home, and how it mends what it can without deleting anything."""
