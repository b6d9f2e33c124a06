"""Measures computed from what happened or entered by hand, each figure with its lineage down to the rows.

Listens to events; decides nothing and is read by screens only.
"""
