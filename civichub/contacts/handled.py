"""What each person handled: the contacts that can be scored, and sums by month. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from civichub.contacts.models import Contact, ContactOutcome
from civichub.core.clocks import LONDON

CAME_AGAIN = timedelta(days=7)  # as for calls (`performance.calls.REPEAT_DAYS`)


@dataclass(frozen=True)
class Handled:
    """A closed contact: who handled it, how long, and whether the same person came again about the same service."""

    pk: int
    reference: str
    person: int
    seconds: int
    came_again: bool


@dataclass(frozen=True)
class MonthOfContacts:
    """Sums over one person's closed contacts that began in a month (its first day).

    `seconds` is handling time, `wrapped_up` that of wrap-ups. `outcomes` is how many have an outcome, `resolved` how
    many of them were done in the contact and not passed on. `settled` is how many customers, known to us, could have
    come again within a week by now; `came_again` how many of them did.
    """

    person: int
    month: date
    handled: int
    seconds: int
    wrap_ups: int
    wrapped_up: timedelta
    outcomes: int
    resolved: int
    passed_on: int
    settled: int
    came_again: int


def candidates_of(
    people: Iterable[int], *, organisation_id: int, since: datetime, until: datetime, channels: Iterable[str]
) -> list[Handled]:
    """The closed contacts of these people and channels that began in a stretch of time. One statement."""
    found = _closed(people, [organisation_id], since, until).filter(channel__in=list(channels))
    rows = found.order_by("pk").values_list("pk", "reference", "handled_by", "worked_seconds", _again())
    return [Handled(pk, reference, person, seconds or 0, again) for pk, reference, person, seconds, again in rows]


def months_of_contacts(
    people: Iterable[int], *, organisations: Iterable[int], since: datetime, until: datetime, at: datetime
) -> list[MonthOfContacts]:
    """The sums of each of these people by month, of contacts that began in a stretch of time. One statement."""
    found = _closed(people, organisations, since, until).annotate(again=_again())
    settled = Q(customer__isnull=False, started_at__lt=at - CAME_AGAIN)
    told, passed_on = ~Q(outcome=""), Q(hand_off__isnull=False)
    rows = found.values(person=F("handled_by"), month=TruncMonth("started_at", tzinfo=LONDON)).annotate(
        handled=Count("pk"),
        seconds=Sum("worked_seconds", default=0),
        wrap_ups=Count("wrap_up_started_at"),
        wrapped_up=Sum(F("ended_at") - F("wrap_up_started_at"), default=timedelta()),
        outcomes=Count("pk", filter=told),
        resolved=Count("pk", filter=Q(outcome=ContactOutcome.RESOLVED) & ~passed_on),
        passed_on=Count("pk", filter=passed_on),
        settled=Count("pk", filter=settled),
        came_again=Count("pk", filter=settled & Q(again=True)),
    )
    return [MonthOfContacts(**{**row, "month": row["month"].date()}) for row in rows.order_by("person", "month")]


def _closed(people: Iterable[int], organisations: Iterable[int], since: datetime, until: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(
        organisation__in=list(organisations), started_at__gte=since, started_at__lt=until, state="closed",
        handled_by__in=list(people), self_service=False,
    )  # fmt: skip


def _again() -> Any:
    later = Contact.objects.filter(
        customer=OuterRef("customer"), service=OuterRef("service"), direction="in",
        started_at__gt=OuterRef("started_at"), started_at__lte=OuterRef("started_at") + CAME_AGAIN,
    )  # fmt: skip
    return Exists(later)
