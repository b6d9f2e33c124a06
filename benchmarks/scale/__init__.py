"""What the busiest pages and intake cost in a large county, against a trivial page in the same run.

The rows are copies of cases that went through the hub's own operations, moved in time and given to other residents.
"""
