"""Who may say what somebody can do, or where they are."""

from __future__ import annotations

from typing import Any


def may_define_skill(user: Any) -> bool:
    """The list of skills is one for the partnership; who runs teams somewhere may add to it."""
    return user.is_system or user.holds_anywhere("workforce.manage")


def may_manage_person(user: Any, person: Any) -> bool:
    """Whoever manages the workforce of an organisation in which this person holds a role."""
    if user.is_system:
        return True
    managed = user.organisations_with("workforce.manage")
    return any(membership.organisation_id in managed for membership in person.memberships_in_force)


def may_set_presence(user: Any, person: Any) -> bool:
    """Everybody says where they themselves are; a colleague of the same team may say it for them, as on a wall."""
    if user.pk == person.pk:
        return user.is_staff_member and user.is_active
    return may_manage_person(user, person) or bool(user.team_ids & person.team_ids)


def may_manage_duties(user: Any, organisation_id: int) -> bool:
    """Rotas belong to the organisation whose duty it is."""
    return user.has_power("workforce.manage", organisation_id)


def may_see_whiteboard(user: Any) -> bool:
    """Everybody who holds a role somewhere in the partnership."""
    return user.is_system or (user.is_staff_member and user.is_active and bool(user.powers))
