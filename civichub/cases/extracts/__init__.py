"""Extracts of service requests in the Open311 manner: reading the file, its columns and its rows. Writes nothing."""
