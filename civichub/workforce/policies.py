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


def may_propose_skill(user: Any) -> bool:
    """Everybody at work says what they themselves can do."""
    return bool(user.is_staff_member and user.is_active and user.powers)


def _has_scope(user: Any, scope: str, organisation_id: int) -> bool:
    return user.is_active and scope in user.powers.get(organisation_id, ())


def may_set_presence(user: Any, person: Any) -> bool:
    """Everybody says where they themselves are; a colleague of the same team may say it for them, as on a wall."""
    if user.pk == person.pk:
        return user.is_staff_member and user.is_active
    if user.kind == "client":
        return any(_has_scope(user, "whiteboard.write", one.organisation_id) for one in person.memberships_in_force)
    return may_manage_person(user, person) or bool(user.team_ids & person.team_ids)


def may_manage_duties(user: Any, organisation_id: int) -> bool:
    """Rotas belong to the organisation whose duty it is."""
    return user.has_power("workforce.manage", organisation_id)


def may_give_turn(user: Any, turn: Any) -> bool:
    """Whoever keeps the rota; and who has the turn may give it to a colleague."""
    return user.pk == turn.person_id or may_manage_duties(user, turn.duty.organisation_id)


def may_read_calendars(user: Any) -> bool:
    """The hub itself reads the calendars that people let it follow, and forgets what is old."""
    return bool(user.is_system)


def may_see_whiteboard(user: Any) -> bool:
    """Staff and members of the bodies that share the hub (E2), and other systems whose key says so.

    Not those who only refer people to them: where a social worker is today is no business of another body's (H3).
    """
    if user.kind == "client":
        return any(_has_scope(user, "whiteboard.read", organisation) for organisation in user.powers)
    return bool(user.is_system or (user.is_staff_member and user.holds_anywhere("whiteboard.view")))
