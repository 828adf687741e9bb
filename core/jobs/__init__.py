"""Long work: jobs that show how far they are, can be cancelled, and go on where they were."""
