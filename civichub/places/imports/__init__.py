"""Files of addresses and areas: reading them, saying what is wrong row by row, and staging them for the operations."""
