"""Which event tells whom, by which template and channel."""
