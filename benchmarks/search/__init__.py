"""How well and how fast the service search ranks, beside PostgreSQL's full text over the same services in the same run.

The questions are not part of the project: they are read from a folder, by default ``../shared/data/services``.
"""
