"""One thing that somebody wants done: its procedure, clocks, promises, tasks and history.

A case never knows which channel it came by beyond the name it carries, and never acts on another context: it publishes.
"""
