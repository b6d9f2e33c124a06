"""Stages, clocks, outcomes and decision limits as data."""
