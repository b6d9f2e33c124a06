"""Cases handed to back offices and told to partners through plugs, and what comes back: status, silence, divergence.

A plug is named for the system or protocol it speaks; which service goes by which plug is data.
"""
