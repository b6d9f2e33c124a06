"""The JSON interface for other systems: the same operations as the screens, one module per group of endpoints."""
