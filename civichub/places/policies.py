"""Who may change addresses, areas, members and sites. Reading them is open: a council publishes all of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def may_import_addresses(user: Any, organisation_id: int | None) -> bool:
    """The hub itself for the whole gazetteer; else those who keep places, inside their own organisation's area."""
    return user.is_system if organisation_id is None else user.has_power("places.edit", organisation_id)


def may_undo_import(user: Any, batch: Any) -> bool:
    """Whoever could have made the import."""
    return may_import_addresses(user, batch.organisation_id)


def may_retire_address(user: Any, organisation_ids: Iterable[int | None]) -> bool:
    """The hub itself, and those who keep places for an organisation in whose area the address lies."""
    return user.is_system or any(user.has_power("places.edit", held) for held in organisation_ids if held)


def may_import_areas(user: Any, organisation_id: int | None) -> bool:
    """The hub itself for areas of no organisation in particular; else those who keep places there."""
    return may_import_addresses(user, organisation_id)


def may_edit_councillors(user: Any, organisation_id: int) -> bool:
    """Those who keep places for the council on which the member sits."""
    return user.has_power("places.edit", organisation_id)


def may_edit_sessions(user: Any, organisation_id: int) -> bool:
    """Those who keep places for the organisation that runs the site, and those who run its appointments."""
    return may_edit_sites(user, organisation_id) or user.has_power("appointments.manage", organisation_id)


def may_edit_sites(user: Any, organisation_id: int) -> bool:
    """Those who keep places for the organisation that runs the site."""
    return user.has_power("places.edit", organisation_id)
