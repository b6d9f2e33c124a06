"""Addresses by UPRN, areas, sites and councillors: which body, which ward, which member."""
