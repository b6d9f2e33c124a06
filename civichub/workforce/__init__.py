"""Who works here: what each person can do, where they are now, and who is on duty for what.

Skills are a register with levels and expiry; whereabouts are the virtual whiteboard of every office, back offices too.
"""
