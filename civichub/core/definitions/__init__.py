"""Definitions that people write as YAML: read with positions, problems in sentences, and a small expression language.

Pure: nothing here touches the database. Forms and procedures are both read through it.
"""
