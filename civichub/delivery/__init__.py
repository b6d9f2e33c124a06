"""This text to this address, and what became of it."""
