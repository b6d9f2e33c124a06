"""Open311 GeoReport v2, as a server: what a council publishes for it, and nothing that is personal.

The specification is at wiki.open311.org/GeoReport_v2; the updates are mySociety's extension to it.
"""
