"""How well contacts were handled: scoring forms, which contacts are scored, scores, calibration and coaching.

Owns the forms as versions, the draws that choose contacts, every score, and what a leader and a person agreed on it.
"""
