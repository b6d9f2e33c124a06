"""What happens to a case, as data: stages, who may act, outcomes, clocks, decision limits, tasks and messages.

Owns the versions of procedures and the pure rules that run them; the cases themselves belong to `cases`.
"""
