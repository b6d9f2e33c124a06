"""Counting tries, so that guessing takes too long: references, codes, addresses of people who did not ask.

Owns `CountedTry`. What was tried is kept as a keyed digest for an hour, so the rows tell nobody who tried what.
"""
