"""Who signs in: people and systems, the roles they hold in which organisation, and what each role may do."""
