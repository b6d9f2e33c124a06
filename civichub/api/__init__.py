"""The JSON interface for other systems."""
