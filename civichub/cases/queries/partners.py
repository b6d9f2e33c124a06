"""Which organisations see a case and why, and what each was asked to do in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from civichub.cases.models import Case, CasePart, PartState
from civichub.cases.sharing import covers
from civichub.organisations.queries import agreements_given_by, shared_words


@dataclass(frozen=True)
class ShownTo:
    """An organisation that sees a case of another: which parts, in words, under which agreement, and until when."""

    organisation: Any
    parts: tuple[str, ...]
    agreement: Any

    @property
    def may_act(self) -> bool:
        return bool(self.agreement.may_act)


def shown_to(case: Case, *, on: date) -> list[ShownTo]:
    """Everybody beside the responsible body who sees this case on that day, by name. Ask only for those who do."""
    held = [one for one in agreements_given_by(case.organisation_id, on=on) if covers(one, case)]
    lines = [ShownTo(one.to_organisation, shared_words({"case.summary", *one.fields}), one) for one in held]
    return sorted(lines, key=lambda line: line.organisation.name)


def parts_asked_of(user: Any, *, open_only: bool = True) -> QuerySet[CasePart]:
    """What `user`'s organisations were asked to do, in cases that are open to them at this moment, soonest first."""
    own = user.organisations_with("case.view")
    found = CasePart.objects.filter(organisation__in=own, case__in=Case.objects.visible_to(user))
    found = found.filter(state=PartState.ASKED) if open_only else found
    return found.select_related("case__service", "case__organisation", "organisation").order_by("due_at", "pk")


def part_by_id(part_id: int) -> CasePart | None:
    """One part with its case and organisation, whoever asks: for listeners."""
    found = CasePart.objects.select_related("case__service", "case__organisation", "organisation")
    return found.filter(pk=part_id).first()
