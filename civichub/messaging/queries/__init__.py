"""Reads of mail and letters."""
