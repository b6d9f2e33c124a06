"""One thing that somebody wants done: its procedure, clocks, promises, tasks and history."""
