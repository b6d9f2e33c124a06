"""The process between the exchange and the hub: one loop, one task for each call, one bridge to the database.

What is to be done is decided by a pure function of a call's state and what happened (docs/explanation/telephone.md).
"""
