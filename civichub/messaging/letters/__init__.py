"""Post: scans that come in and how they are split, letters that go out and how they look on paper.

Its tables are in `messaging.models.letters`, its writers in `messaging.operations.letters_…`.
"""
