"""Reading a neighbour's feed, and planning what it would change."""
