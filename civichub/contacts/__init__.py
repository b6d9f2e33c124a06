"""One interaction with one person: who, when, why, by which channel, hand-offs and wrap-up."""
