"""What hangs on a wall or is read before setting out: boards of front desks, and waits by site."""
