"""Addresses, the areas they lie in, who represents those areas, and the sites where people are seen.

Every position is kept in metres on the National Grid; latitude and longitude are only for the way in and out.
"""
