"""The front desk of a site: who came, their tickets, the counters, and who is called to which.

The waiting itself is routing's: every visitor who waits is an item of work like any other.
"""
