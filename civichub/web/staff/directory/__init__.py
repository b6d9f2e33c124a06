"""The desk's pages of the community directory: the record, what is due and waits, imports, volunteers, and matching."""
