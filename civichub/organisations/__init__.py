"""Councils and agencies, their departments and teams, and the agreements under which they share.

Each organisation joins at its own pace: modules are on or off per organisation, and each has its own brand.
"""
