"""Appointments at the desk: the day, booking for others, cancelling many, setting up, and the standards."""
