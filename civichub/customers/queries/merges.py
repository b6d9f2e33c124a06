"""What has become one record, and can be parted again."""

from __future__ import annotations

from typing import Any

from civichub.customers.models import Customer, Merge


def merges_into(user: Any, customer: Customer) -> list[Merge]:
    """The merges into this record that stand and that `user` may see, the latest first."""
    found = Merge.objects.visible_to(user).standing().filter(keep=customer)
    return list(found.select_related("absorbed", "made_by").order_by("-made_at"))
