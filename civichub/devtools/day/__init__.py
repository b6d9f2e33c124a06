"""A day in the demonstration: residents who come and go, and people who serve them, through the hub's own operations.

Everybody is a generator that does something and yields how long it takes; `timetable` wakes each when it is due.
"""
