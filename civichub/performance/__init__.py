"""Measures computed from what happened, with lineage from a figure down to its rows."""
