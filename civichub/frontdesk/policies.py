"""Who receives visitors, who serves them, and who sets up the desk."""

from __future__ import annotations

from typing import Any


def may_receive(user: Any, desk: Any) -> bool:
    """Whoever handles contacts for the organisation whose desk it is."""
    return user.has_power("contact.handle", desk.organisation_id)


def may_set_up_desk(user: Any, organisation_id: int) -> bool:
    """Whoever runs the organisation's day, or its hub."""
    return user.has_power("frontdesk.manage", organisation_id)


def may_stand_at(user: Any, counter: Any) -> bool:
    """The desk's own people, and officers of whatever organisation who serve a line of it (H2)."""
    serves = counter.desk.lines.filter(queue__members__person=user).exists()
    return bool(serves or (may_receive(user, counter.desk) and user.holds_anywhere("work.take")))


def may_serve(user: Any, visit: Any) -> bool:
    """The one at whose counter they are."""
    return visit.served_by_id == user.pk


def may_call(user: Any, visit: Any) -> bool:
    """Whoever serves a line of that desk."""
    return visit.desk.lines.filter(queue__members__person=user).exists()


def may_close_past_days(user: Any) -> bool:
    """The hub itself, at night."""
    return bool(user.is_system)


def may_note_who_is_near(user: Any) -> bool:
    """The hub itself, as the line moves."""
    return bool(user.is_system)


def may_note_print(user: Any) -> bool:
    """The hub itself, which spoke to the printer."""
    return bool(user.is_system)


def may_keep_screens(user: Any) -> bool:
    """The hub itself hears of screens, and warns when it does not."""
    return bool(user.is_system)
