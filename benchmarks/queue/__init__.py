"""A day of 10,000 items through the matcher, beside the plainest line there is."""
