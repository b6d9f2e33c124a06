"""Everything that renders HTML."""
