"""The only writers of connections, dispatches, counterparts and listings."""
