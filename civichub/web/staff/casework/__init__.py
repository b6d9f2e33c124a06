"""Casework: the diary, decisions, findings and learning, registers, and trying a procedure out."""
