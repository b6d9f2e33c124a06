"""Taking hold of the record in use, whichever of a family's records the caller has in hand."""

from __future__ import annotations

from civichub.core.operations import lock
from civichub.customers.models import Customer
from civichub.customers.queries.families import keeper_ids, keeper_of


def lock_in_use(customer: Customer) -> Customer:
    """The record in use for this one, locked. Looks again when a merge came between the look and the lock."""
    found = lock(keeper_of(customer))
    while found.merged_into_id is not None:
        found = lock(keeper_of(found))
    return found


def lock_pair(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """Both rows, locked in the order of their ids so that two merges cannot wait for each other for ever."""
    locked = {row.pk: lock(row) for row in sorted((one, other), key=lambda row: row.pk)}
    return locked[one.pk], locked[other.pk]


def lock_two_in_use(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """The records in use for both, locked in the order of their ids; they may be the same one."""
    while True:
        keepers = keeper_ids([one.pk, other.pk])
        locked = {pk: lock(Customer(pk=pk)) for pk in sorted(set(keepers.values()))}
        if all(row.merged_into_id is None for row in locked.values()):
            return locked[keepers[one.pk]], locked[keepers[other.pk]]
