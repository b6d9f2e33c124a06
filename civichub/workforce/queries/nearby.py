"""The people around a case: who has it, who is on duty for it, and whether they are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BooleanField, DateTimeField, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from civichub.core.prepared import Given, prepared
from civichub.workforce.models import ABSENT, REACHABLE, DutyTurn, Presence, Whereabouts


@dataclass(frozen=True)
class Nearby:
    """Somebody who matters for a case now: who has it, or who is on duty for its service."""

    person_id: int
    name: str
    duty: str
    reach: str
    presence: dict[str, Any] | None

    @property
    def words(self) -> str:
        return str(Whereabouts(self.presence["status"]).label) if self.presence else "Nothing said"

    @property
    def colour(self) -> str:
        status = self.presence["status"] if self.presence else ""
        return "green" if status in REACHABLE else "grey" if status in ABSENT or not status else "yellow"

    @property
    def until(self) -> datetime | None:
        text = self.presence and self.presence["until"]
        return datetime.fromisoformat(text) if text else None

    @property
    def ring(self) -> str:
        """How to reach them: the number of the turn, else what they said."""
        return self.reach or (str(self.presence["reach"]) if self.presence else "")


def around_case(*, assignee: int | None, service: int | None, at: datetime) -> list[Nearby]:
    """Who has a case and who is on duty for its service, with where they are. One statement."""
    rows = _around(assignee=assignee or 0, service=service or 0, now=at)
    found = [
        Nearby(one.pk, one.name, (one.turn or {}).get("title", ""), (one.turn or {}).get("reach", ""), one.presence)
        for one in rows
    ]
    return sorted(found, key=lambda one: (one.person_id != assignee, one.name))


@prepared
def _around() -> QuerySet[Any]:
    here = Presence.objects.filter(person=OuterRef("pk"), withdrawn_at=None, during__contains=Given("now"))
    here = here.order_by("planned", "-set_at", "-pk").annotate(
        one=JSONObject(status="status", place="place", reach="reach", until=RangeEnd("during"))
    )
    turns = DutyTurn.objects.filter(
        _serves(), person=OuterRef("pk"), withdrawn_at=None, duty__is_active=True,
        starts_at__lte=Given("now"), ends_at__gt=Given("now"),
    )  # fmt: skip
    turn = turns.annotate(one=JSONObject(title="duty__title", reach="reach"))
    people = get_user_model()._base_manager.annotate(
        presence=Subquery(here.values("one")[:1]), turn=Subquery(turn.values("one")[:1])
    )
    return people.filter(Q(pk=Given("assignee")) | Q(turn__isnull=False)).only("id", "name")


def _serves() -> Func:
    return Func(
        Given("service"), F("duty__services"), template="%(expressions)s)", arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )  # fmt: skip


class RangeEnd(Func):
    """The upper end of a range, or NULL without one."""

    function = "upper"
    output_field = DateTimeField()
