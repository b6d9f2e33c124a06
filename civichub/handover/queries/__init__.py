"""Reads of hand-over, by who asks."""
