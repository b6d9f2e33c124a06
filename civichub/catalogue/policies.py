"""Who may change the catalogue. Reading it is for everyone: it is what councils publish."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from civichub.accounts.roles import ROLE_POWERS

EDIT, LEAD = "catalogue.edit", "catalogue.lead"
LEADING_KIND = "county"  # the one body of a partnership whose area holds all the others


def may_edit_service(user: Any, owner_id: int | None, provider_ids: Collection[int]) -> bool:
    """The catalogue editors of the body that owns it, else of the only bodies that provide it.

    What several bodies provide, or nobody yet, belongs to the partnership: its administrators see to that.
    """
    if owner_id is not None:
        return bool(user.has_power(EDIT, owner_id))
    alone = bool(provider_ids) and all(user.has_power(EDIT, provider) for provider in provider_ids)
    return alone or leads_the_partnership(user)


def leads_the_partnership(user: Any) -> bool:
    """Whether somebody administers the catalogue that the bodies share: an administrator of the county, or the hub."""
    held = user.memberships_in_force if user.is_active else []
    leads = (LEAD in ROLE_POWERS[one.role] and one.organisation.kind == LEADING_KIND for one in held)
    return user.is_system or any(leads)


def may_create_service(user: Any, owner_id: int | None) -> bool:
    """Catalogue editors for their own body; the partnership's administrators for the partnership."""
    return bool(user.has_power(EDIT, owner_id)) if owner_id is not None else leads_the_partnership(user)


def owner_of_new(user: Any) -> int | None:
    """Whose a service is that somebody makes without naming an owner: the partnership's, or their own body's."""
    return None if leads_the_partnership(user) else min(user.organisations_with(EDIT), default=None)


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


def may_declare_notice(user: Any, organisation_id: int) -> bool:
    """Those who run the day where it is declared: a notice cannot wait for an administrator."""
    return user.is_system or user.has_power("notice.declare", organisation_id)
