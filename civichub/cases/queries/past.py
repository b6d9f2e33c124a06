"""How cases went, as far as a procedure has to do with it: for trying a change to it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.models import Case, ClockMark, EntryKind
from civichub.core.clocks import calendars_of_office
from civichub.organisations.queries import office_calendar
from civichub.procedures.simulation import PastCase, PastMark, PastStep

BY_HAND = "change"  # what a history row of a clock changed by hand has, and one by a stage has not


def past_cases(user: Any, procedure_key: str, *, limit: int = 200) -> list[PastCase]:
    """The latest cases under any version of a procedure, in the organisations where `user` sees cases."""
    own = user.organisations_with("case.view")
    found = Case.objects.visible_to(user).filter(organisation__in=own, procedure_version__key=procedure_key)
    cases = found.select_related("organisation", "service").prefetch_related("history", "clocks__marks")
    return [_past(case) for case in cases.order_by("-opened_at", "-id")[:limit]]


def _past(case: Case) -> PastCase:
    received, happened = case.opened_at, []
    by_hand = set()
    for entry in case.history.all():
        detail = entry.detail
        if entry.kind == EntryKind.OPENED and detail.get("received_at"):
            received = datetime.fromisoformat(detail["received_at"])
        elif entry.kind in (EntryKind.MOVED, EntryKind.RESOLVED) and detail.get("step"):
            happened.append(
                PastStep(entry.at, detail["step"], detail["from"], detail["to"], detail.get("outcome") or "")
            )
        elif entry.kind == EntryKind.REOPENED and detail.get("to"):
            happened.append(PastStep(entry.at, "", "", detail["to"]))
        elif entry.kind == EntryKind.CLOCK and detail.get(BY_HAND):
            by_hand.add((entry.at, detail["clock"]))
    marks = [
        _mark(clock.key, mark)
        for clock in case.clocks.all()
        for mark in clock.marks.all()
        if (mark.at, clock.key) in by_hand
    ]
    story = tuple(sorted([*happened, *marks], key=lambda one: one.at))
    calendars = calendars_of_office(office_calendar(case.organisation, case.team_id))
    named = (case.organisation.slug, case.service.slug)
    return PastCase(case.reference, received, case.answers, *named, story, calendars)


def _mark(key: str, mark: ClockMark) -> PastMark:
    return PastMark(mark.at, key, mark.kind, mark.ground, mark.amount)
