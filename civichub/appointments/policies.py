"""Who may book and change appointments, and who sets them up."""

from __future__ import annotations

from typing import Any


def may_book(user: Any, kind: Any, *, online: bool) -> bool:
    """Residents what is open to them; those who book for the organisation, everything."""
    if online:
        return bool(kind.online and kind.is_active and (user.is_system or user.kind == "resident"))
    return user.has_power("appointments.book", kind.organisation_id)


def may_hold(user: Any, appointment: Any) -> bool:
    """Whoever began to book it, the hub for whoever holds the link, and a resident who has signed in meanwhile."""
    signed_in = user.kind == "resident" and appointment.booked_online and appointment.customer_id is None
    began = user.is_system or appointment.booked_by_id == user.pk
    return bool(began or signed_in or may_receive(user, appointment))


def may_change(user: Any, appointment: Any) -> bool:
    """Those who book for the organisation, the officer, and the resident themselves; the hub for who holds the link."""
    own = user.kind == "resident" and appointment.customer_id is not None and _is_own(user, appointment)
    return bool(own or may_receive(user, appointment))


def _is_own(user: Any, appointment: Any) -> bool:
    return type(appointment).objects.visible_to(user).filter(pk=appointment.pk).exists()


def may_answer(user: Any, waiting: Any) -> bool:
    """Accept, decline and leave the list: whoever may change their appointment; without one, as they may book."""
    if waiting.appointment:
        return may_change(user, waiting.appointment)
    wish = waiting.wish
    own = user.kind == "resident" and type(wish).objects.visible_to(user).filter(pk=wish.pk).exists()
    return bool(own or user.has_power("appointments.book", wish.organisation_id))


def may_receive(user: Any, appointment: Any) -> bool:
    """Check in, note that nobody came: those who book, and whoever they come to see."""
    return bool(
        user.has_power("appointments.book", appointment.organisation_id)
        or appointment.sitting.officer_id == user.pk
        or is_host(user, appointment)
    )


def is_host(user: Any, appointment: Any) -> bool:
    """Whether it is in a member's own surgery."""
    session = appointment.kind.session
    return bool(session and session.councillor and session.councillor.account_id == user.pk)


def may_manage(user: Any, organisation_id: int | None) -> bool:
    """Kinds, rooms, hours, feeds, and cancelling many at once."""
    return bool(user.has_power("appointments.manage", organisation_id))


def may_set_hours(user: Any, person: Any, site: Any) -> bool:
    """Whoever manages appointments for the site's organisation or for one that the officer works for (H2)."""
    homes = {membership.organisation_id for membership in person.memberships_in_force}
    return any(may_manage(user, organisation) for organisation in {site.organisation_id, *homes})


def may_note_own_absence(user: Any, person: Any, organisation_id: int | None) -> bool:
    """Whoever manages; and anybody for themselves."""
    return bool(person is not None and user.pk == person.pk and user.is_staff_member) or may_manage(
        user, organisation_id
    )


def may_keep(user: Any) -> bool:
    """The hub itself: reminders, holds that ran out, offers."""
    return bool(user.is_system)
