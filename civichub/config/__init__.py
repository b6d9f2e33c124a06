"""How the house is put together: settings, addresses, servers and the command line."""
