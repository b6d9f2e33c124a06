"""CivicHub: the customer hub of a council partnership."""
