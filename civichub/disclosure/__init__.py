"""Answers to people who ask what is held: about themselves, or under freedom of information.

Owns the search over every context, the collection of copies, what is blacked out and why, the second person's review,
the answer with its schedule, and the public log. The case, its clocks and its steps are those of any procedure.
"""
