"""Hand-over: back offices and partners, how they are, what did not reach them, and what is published by Open311."""
