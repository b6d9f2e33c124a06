"""People, organisations and households: one record over all channels and partners."""
