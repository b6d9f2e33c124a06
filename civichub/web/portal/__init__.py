"""The residents' way in: what serves me, what can I ask for, ask for it, and follow it. Works without JavaScript."""
