"""Calls by who took them. Reads only; who may see them is asked above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncMonth

from civichub.core.clocks import LONDON
from civichub.telephony.models import Call, CallFact

PAUSES_TALK, GOES_ON = frozenset({"held", "cut_off"}), frozenset({"resumed", "connected", "ended"})


@dataclass(frozen=True)
class MonthOfCalls:
    """Sums over one person's calls that were put through and began in a month (its first day).

    `talked` is without the time on hold, or between being cut off and rung back. `scores` is how many callers answered
    the question afterwards, `scored` the sum of their answers, 1 to 5 each.
    """

    person: int
    month: date
    calls: int
    talked: timedelta
    held: timedelta
    scores: int
    scored: int


def survey_scores(contact_ids: Iterable[int]) -> dict[int, int]:
    """What the callers of these contacts answered afterwards, 1 to 5, by contact."""
    found = Call.objects.filter(contact__in=list(contact_ids), survey_score__isnull=False)
    return dict(found.values_list("contact", "survey_score"))


def months_of_calls(
    people: Iterable[int], *, organisations: Iterable[int], since: datetime, until: datetime
) -> list[MonthOfCalls]:
    """The sums of each of these people by month, of calls that began in a stretch of time. Two statements."""
    found = Call.objects.filter(
        organisation__in=list(organisations), contact__started_at__gte=since, contact__started_at__lt=until,
        contact__handled_by__in=list(people), connected_at__isnull=False, ended_at__isnull=False,
    )  # fmt: skip
    keys = {"person": F("contact__handled_by"), "month": TruncMonth("contact__started_at", tzinfo=LONDON)}
    after = CallFact.objects.filter(call=OuterRef("call"), pk__gt=OuterRef("pk"), kind__in=PAUSES_TALK | GOES_ON)
    pauses = CallFact.objects.filter(kind__in=PAUSES_TALK, call__in=found).annotate(
        over=Subquery(after.order_by("pk").values("at")[:1])
    )
    paused = {
        (row["person"], row["month"]): (row["held"], row["paused"])
        for row in pauses.values(
            person=F("call__contact__handled_by"), month=TruncMonth("call__contact__started_at", tzinfo=LONDON)
        ).annotate(
            held=Sum(F("over") - F("at"), filter=Q(kind="held"), default=timedelta()),
            paused=Sum(F("over") - F("at"), default=timedelta()),
        )
    }
    rows = found.values(**keys).annotate(
        calls=Count("pk"),
        talked=Sum(F("ended_at") - F("connected_at")),
        scores=Count("survey_score"),
        scored=Sum("survey_score", default=0),
    )
    made = []
    for row in rows.order_by("person", "month"):
        held, not_talked = paused.get((row["person"], row["month"]), (timedelta(), timedelta()))
        whole = MonthOfCalls(**{**row, "month": row["month"].date()}, held=held)
        made.append(replace(whole, talked=whole.talked - not_talked))
    return made
