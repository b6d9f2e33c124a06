"""The disclosure log for everybody: what was asked of the councils, and what they answered."""
