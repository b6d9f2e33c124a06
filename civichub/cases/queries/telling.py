"""What a message may say about one thing that happened to a case: asked by listeners, which act for the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from civichub.cases.models import Case, CaseClock, Follower, HistoryEntry, Promise
from civichub.procedures.definition import Procedure
from civichub.procedures.engine import recourse_on
from civichub.procedures.queries import procedure_by_version


@dataclass(frozen=True)
class PromiseFacts:
    """A promise in the words the customer heard. `was_due_on` and `why` are set when it took another's place."""

    text: str
    due_on: date
    was_due_on: date | None
    why: str


@dataclass(frozen=True)
class FollowerFacts:
    """Somebody who asked to be told. Details are those they gave; none of them is verified here."""

    follower_id: int
    customer_id: int | None
    name: str
    email: str
    phone: str


def public_words(case_id: int, entry_id: int) -> str:
    """The text of a public row of the case's history, or "" when there is none or it was never public."""
    row = HistoryEntry.objects.filter(pk=entry_id, case=case_id, public=True).first()
    return row.text if row else ""


def staff_words_of_step(case_id: int, at: datetime) -> str:
    """What an officer wrote for the customer together with the step taken, or the clock changed, then; or ""."""
    steps = HistoryEntry.objects.filter(case=case_id, at=at, public=True, kind__in=["moved", "resolved", "clock"])
    row = steps.exclude(actor__kind="resident").exclude(text="").first()
    return row.text if row else ""


def recourse_words(case_id: int, cause: str) -> str:
    """To whom else the customer may turn when they are told of `cause`, an event of the procedure; or ""."""
    return recourse_on(procedure_of(case_id), cause)


def closed_by_customer(case_id: int, at: datetime) -> bool:
    """Whether the customer ended the case at that moment, and so need not be told that it ended."""
    return HistoryEntry.objects.filter(case=case_id, at=at, kind="resolved", actor__kind="resident").exists()


def promise_facts(promise_id: int) -> PromiseFacts | None:
    """The promise, or None when it has gone."""
    promise = Promise.objects.select_related("replaces").filter(pk=promise_id).first()
    if promise is None:
        return None
    before = promise.replaces
    return PromiseFacts(promise.text, promise.due_on, before.due_on if before else None, promise.why)


def missed_promises(today: date, *, since: date) -> list[tuple[int, int]]:
    """(case id, promise id) of promises in open cases whose day passed, on `since` or later, unsettled."""
    found = Promise.objects.filter(settled_at=None, due_on__lt=today, due_on__gte=since, case__closed_at=None)
    return list(found.order_by("due_on", "pk").values_list("case_id", "pk"))


def due_moment(clock_id: int) -> datetime | None:
    """When a clock that still runs is due; None for one that was stopped, stands still or has gone."""
    return CaseClock.objects.filter(pk=clock_id, stopped_at=None).values_list("due_at", flat=True).first()


def followers_to_tell(case_id: int) -> list[FollowerFacts]:
    """Everybody who still follows the case, in the order in which they asked."""
    rows = Follower.objects.filter(case=case_id, stopped_at=None).order_by("added_at", "pk")
    return [FollowerFacts(row.pk, row.customer_id, row.name, row.email, row.phone) for row in rows]


def procedure_of(case_id: int) -> Procedure:
    """The procedure version with which the case began."""
    return procedure_by_version(Case.objects.values_list("procedure_version_id", flat=True).get(pk=case_id))


def case_id_of(reference: str) -> int | None:
    """The case with this reference as it is stored, or None."""
    return Case.objects.filter(reference=reference).values_list("pk", flat=True).first()
