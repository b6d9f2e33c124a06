"""Appointments for residents: book, change, cancel, without an account and without JavaScript."""
