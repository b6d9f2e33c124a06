"""Reads of quality, by what they are about."""
