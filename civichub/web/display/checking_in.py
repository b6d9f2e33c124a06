"""Checking in a booked appointment at the door: by its reference, or by the telephone number that was given with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from civichub.appointments.operations import check_in as note_that_they_came
from civichub.appointments.queries import expected_at
from civichub.core.clocks.english import clock_words
from civichub.core.references import parse_reference
from civichub.frontdesk.models import AccessNeed, FrontDesk, Visit
from civichub.frontdesk.operations import register_arrival
from civichub.workforce.queries import active_skills

PHONE_DIGITS = 9  # of a number without its leading nought: fewer could be anybody's


@dataclass(frozen=True)
class Arrived:
    """What to say to somebody who has checked in: never with whom, since others read the screen."""

    visit: Visit
    time: str

    @property
    def ticket(self) -> str:
        """By what they will be called."""
        return self.visit.call_words


def expected_by(desk: FrontDesk, asked: str, at: datetime) -> Any | None:
    """The appointment of today at this site that has this reference or telephone number; of several the earliest."""
    reference = parse_reference(asked) or ""
    digits = re.sub(r"\D", "", asked).removeprefix("44").lstrip("0")
    for one in sorted(expected_at(desk.site_id, at), key=lambda one: one.starts_at):
        held = re.sub(r"\D", "", one.phone).removeprefix("44").lstrip("0")
        if (reference and one.reference == reference) or (len(digits) >= PHONE_DIGITS and digits == held):
            return one
    return None


@transaction.atomic
def check_in(desk: FrontDesk, asked: str, *, actor: Any, at: datetime) -> Arrived | None:
    """Note that they are here and give them a ticket for their host; None when nobody is expected by that."""
    appointment = expected_by(desk, asked, at)
    if appointment is None:
        return None
    note_that_they_came(appointment=appointment, actor=actor, at=at)
    known = set(active_skills().values_list("key", flat=True))
    visit = register_arrival(
        desk=desk, services=[None], host=str(appointment.sitting.officer or appointment.kind)[:120],
        needs=[need for need in appointment.needs if need in AccessNeed.values],
        language=appointment.interpreter if appointment.interpreter in known else "",
        reason=f"{appointment.kind}, {clock_words(appointment.starts_at)}"[:200], customer=appointment.customer,
        actor=actor, at=at,
    )  # fmt: skip
    return Arrived(visit, clock_words(appointment.starts_at))
