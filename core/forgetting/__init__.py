"""Going away for good: a clone with all that was made of it, and what else tells of it."""
