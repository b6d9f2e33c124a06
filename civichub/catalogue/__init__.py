"""Services: what is offered, where, by whom, on which channel, and to which standard.

Owns the A–Z, the answer to "which council does what" for an address, the search over residents' words, and imports.
"""
