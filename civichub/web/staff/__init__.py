"""The desk: what advisors, officers, managers and administrators see."""
