"""One interaction with one person, on any channel: who, when, why, by which channel, hand-offs and wrap-up.

Knows customers and services, never cases: a contact may open none, one or many.
"""
