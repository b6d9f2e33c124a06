"""Many live screens on one web process: how soon each hears that something has changed."""
