"""Who may do what with calls, lines, telephones and recordings."""

from __future__ import annotations

from typing import Any

from civichub.telephony.models import RecordingKind


def may_keep_calls(user: Any) -> bool:
    """The switchboard, which acts for the hub: what the exchange does happens whether or not anybody may."""
    return bool(user.is_system)


def may_take_call(user: Any, person: Any) -> bool:
    """Whoever's telephone it is, and the switchboard for them."""
    return user.is_system or user.pk == person.pk


def may_set_up_lines(user: Any, organisation_id: int) -> bool:
    """Whoever runs the organisation's day, and its administrators."""
    return user.has_power("work.supervise", organisation_id) or user.has_power("organisation.manage", organisation_id)


def may_give_handset(user: Any, person: Any) -> bool:
    """Whoever runs the day of an organisation in which this person works."""
    theirs = {membership.organisation_id for membership in person.memberships_in_force}
    return user.is_system or any(may_set_up_lines(user, organisation) for organisation in theirs)


def may_order(user: Any, call: Any) -> bool:
    """Whoever has the call in hand."""
    return bool(user.is_system or (call.item is not None and call.item.taken_by_id == user.pk))


def may_ring_out(user: Any, line: Any) -> bool:
    """Whoever answers people for the organisation whose number is shown."""
    return bool(user.has_power("contact.handle", line.organisation_id))


def may_listen_in(user: Any, call: Any) -> bool:
    """Team leaders of the organisation that was called, to a conversation of somebody else."""
    talks = call.item is not None and call.item.taken_by_id != user.pk
    return bool(talks and user.has_power("work.supervise", call.organisation_id))


def may_hear_recordings(user: Any, call: Any) -> bool:
    """Team leaders and managers of the organisation that was called."""
    return user.has_power("work.supervise", call.organisation_id)


def may_hear_recording(user: Any, recording: Any) -> bool:
    """They, and whoever took the call; but what a caller says of an advisor afterwards is not said to the advisor."""
    is_theirs = recording.call.contact.handled_by_id == user.pk
    return may_hear_recordings(user, recording.call) or (is_theirs and recording.kind != RecordingKind.COMMENT)
