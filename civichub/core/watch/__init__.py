"""Reading that somebody looks at afterwards: what was opened in an emergency, and patterns that nobody's work explains.

Governance of the reader's body reviews each; nobody reviews their own.
"""
