"""`{% load front_desk %}`: words of the front desk's pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """The name that goes with a key; the key itself when there is none."""
    return names.get(key, key)
