"""Codes of practice that the record is held against, as data."""
