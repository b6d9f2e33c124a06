"""What developers and the demonstration need: the embedded database, the process supervisor, sample partnerships."""
