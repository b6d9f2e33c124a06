"""Who may change the catalogue. Reading it is for everyone: it is what councils publish."""

from __future__ import annotations

from typing import Any

EDIT = "catalogue.edit"


def may_edit_service(user: Any, owner_id: int | None) -> bool:
    """Its owner's catalogue editors; any organisation's, when the service belongs to the whole partnership."""
    return user.has_power(EDIT, owner_id) if owner_id is not None else user.holds_anywhere(EDIT)


def may_set_provision(user: Any, organisation_id: int) -> bool:
    """Each organisation says for itself what it provides."""
    return user.has_power(EDIT, organisation_id)


def may_import_services(user: Any) -> bool:
    """Catalogue editors of any organisation; rows that change another one's service are refused one by one."""
    return user.holds_anywhere(EDIT)


def may_undo_import(user: Any, imported_by: int) -> bool:
    """Whoever imported it, and the hub itself."""
    return user.is_system or (user.pk == imported_by and user.holds_anywhere(EDIT))


def may_teach_words(user: Any) -> bool:
    """Catalogue editors of any organisation: the words are shared, like the search."""
    return user.holds_anywhere(EDIT)


def may_rebuild_search(user: Any) -> bool:
    """The hub itself, in a job."""
    return user.is_system
