"""The telephone: lines that are dialled, calls and their legs, call-backs, recordings and voicemail, and their rules.

A call is exactly one contact, known by the number that the exchange gave it; who answers it is for routing to say.
"""
