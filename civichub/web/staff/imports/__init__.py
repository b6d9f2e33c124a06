"""Bringing in the past cases of another system: choose a file, see what would happen, bring it in, take it back."""
