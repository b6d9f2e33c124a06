"""Appointments: what can be booked, with whom, in which room and when; who booked it, and whether they came.

A time is computed from hours and what is taken, never stored ahead; the database itself refuses to book one twice.
"""
