"""Everything that waits for a human being: queues, work items, offers, and who is at their desk.

Knows how long an item has waited and what it needs, never what it is about: its subject is a kind and a number.
"""
