"""Services: what is offered, where, by whom, on which channel."""
