"""What every context stands on: operations, lifecycles, events, audit, references, calendars and clocks.

Nothing here knows what a council is.
"""
