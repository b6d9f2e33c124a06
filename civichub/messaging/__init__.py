"""Two-way email and letters: mailboxes, conversations, what came in as it came, and what was written back.

Knows which thread a piece of mail belongs to; when it is due is for clocks, who answers it for routing.
"""
