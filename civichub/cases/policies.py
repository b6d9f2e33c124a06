"""Who may do what to a case. The procedure adds, per step, which power it needs and up to which amount."""

from __future__ import annotations

from datetime import date
from typing import Any

from civichub.cases.sharing import WORKERS, access_to, powers_on

TAKES_REQUESTS = ("case.open", "case.represent", "referral.make", "parish.report")


def may_open_case(user: Any, organisation_id: int, *, self_service: bool) -> bool:
    """Residents and other systems through their channel; staff with one of the powers anywhere in the partnership.

    An advisor, a councillor who was asked and a partner who refers takes the request whichever body turns out to be
    responsible: the resident need not know the structure. What a councillor or a partner may do with it is for
    `may_act_for_resident` and `may_follow_referral` to say.
    """
    if user.is_system or self_service or user.kind == "client":
        return True
    return any(user.holds_anywhere(power) for power in TAKES_REQUESTS)


def may_see_case(user: Any, case: Any) -> bool:
    """Whether there is a ground to see it at all."""
    return access_to(user, case) is not None


def may_act_on_case(user: Any, case: Any, power: str = "case.act") -> bool:
    """Staff of the responsible body with `power`, or of a partner whose agreement lets them act."""
    return user.is_system or (user.kind in WORKERS and power in powers_on(user, case))


def may_add_to_case(user: Any, case: Any) -> bool:
    """Notes and files: whoever may act, the customer whose case it is, and the partner who sent it in."""
    if may_act_on_case(user, case) or (user.kind == "resident" and may_see_case(user, case)):
        return True
    if user.kind != "staff" or not (user.holds_anywhere("referral.make") or user.holds_anywhere("parish.report")):
        return False
    referral = getattr(case, "referral", None)
    return referral is not None and may_follow_referral(user, referral)


def may_step_case(user: Any, case: Any) -> bool:
    """Steps of the procedure: whoever may act, and the customer for the steps the procedure gives to residents."""
    return may_add_to_case(user, case)


def may_assign_case(user: Any, case: Any) -> bool:
    """Those who may assign in the responsible body; anybody who may act can take a case themselves."""
    return may_act_on_case(user, case, "case.assign")


def may_set_budget(user: Any, organisation_id: int) -> bool:
    """Whoever publishes the procedures, and so the limits, of the organisation."""
    return bool(user.has_power("forms.publish", organisation_id))


def may_watch_deadlines(user: Any) -> bool:
    """The hub itself, by the minute."""
    return bool(user.is_system)


def may_ask_as_member(user: Any, seat: Any, *, on: date) -> bool:
    """As for acting for a resident: the member who holds the seat."""
    return may_act_for_resident(user, seat, on=on)


def may_record_scan(user: Any) -> bool:
    """The hub itself, which asked the scanner."""
    return user.is_system


def may_withdraw_team(user: Any, team: Any) -> bool:
    """Whoever manages the organisation to which the team belongs."""
    return user.has_power("organisation.manage", team.organisation_id)


def may_import_cases(user: Any) -> bool:
    """The hub itself: an import is started from the command line by whoever runs the hub."""
    return bool(user.is_system)


def may_shelter_case(user: Any) -> bool:
    """The hub itself, when it hears that somebody is at risk."""
    return bool(user.is_system)


def may_act_for_resident(user: Any, seat: Any, *, on: date) -> bool:
    """The member who holds this seat on that day, while their role in its council includes it."""
    sits = seat.starts_on <= on and (seat.ends_on is None or seat.ends_on >= on)
    return bool(sits and seat.account_id == user.pk and user.has_power("case.represent", seat.organisation_id))


def may_record_representation(user: Any, case: Any) -> bool:
    """Whoever may act on the case, on whose word a councillor is let in; a councillor cannot let themselves in."""
    return may_act_on_case(user, case)


def may_speak_for_resident(user: Any, representation: Any, *, on: date) -> bool:
    """The member, while nobody has ended it."""
    return representation.ended_at is None and may_act_for_resident(user, representation.seat, on=on)


def may_end_what_is_over(user: Any) -> bool:
    """The hub itself, by the day."""
    return bool(user.is_system)


def may_end_representation(user: Any, representation: Any) -> bool:
    """The resident (the hub for a link that only they were sent), the member, and whoever may act on the case."""
    return representation.seat.account_id == user.pk or may_add_to_case(user, representation.case)


def may_ask_partner(user: Any, case: Any) -> bool:
    """Staff of the responsible body who act on the case: no partner hands on what was shared with it."""
    return bool(user.is_system or (user.has_power("case.act", case.organisation_id) and may_act_on_case(user, case)))


def may_answer_part(user: Any, case: Any, part: Any) -> bool:
    """Staff of the organisation that was asked, while an agreement opens the case to them."""
    return bool(user.has_power("case.act", part.organisation_id) and may_see_case(user, case))


def may_refer(user: Any, sender_id: int, kind: str) -> bool:
    """For that organisation: its referrers for a person, its clerk for the parish."""
    return bool(user.has_power("referral.make" if kind == "person" else "parish.report", sender_id))


def may_follow_referral(user: Any, referral: Any) -> bool:
    """Whoever may send the like for the organisation that sent it."""
    return may_refer(user, referral.sender_id, referral.kind)
