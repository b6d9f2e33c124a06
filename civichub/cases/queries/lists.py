"""Lists of cases: filters, pages by key, counts that stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case as Choice
from django.db.models import F, Q, QuerySet, Value, When

from civichub.cases.models import Case
from civichub.cases.models.case import opened_by
from civichub.cases.sharing import WORKERS, Scope, as_opened_to, scope_of
from civichub.core.clocks import end_of_day
from civichub.core.prepared import Given, prepared
from civichub.core.references import parse_reference
from civichub.customers.queries import living_beside_somebody_at_risk

ONE_DAY = timedelta(days=1)
PAGE_SIZE = 50
COUNT_LIMIT = 1000
RECENT = 5_000  # of the cases entered last, looked through for words before an index is asked for every case with them
# What a list prints. The rest of fifty cases, services, bodies, teams and officers cost more than finding them.
LINE = (
    "reference", "title", "stage", "outcome", "place", "opened_at", "updated_at", "closed_at", "due_at", "sensitive",
    "channel", "reopened_count", "procedure_version_id", "service__title", "service__slug", "organisation__name",
    "organisation__short_name", "team__name", "assignee__name", "assignee__email",
)  # fmt: skip
ANSWERS = "case.answers"
NAMED = ("service", "organisation", "team", "assignee")
ORDERS = {
    "due": (F("due_at").asc(nulls_last=True), F("id").asc()),
    "newest": (F("opened_at").desc(), F("id").desc()),
    "oldest": (F("opened_at").asc(), F("id").asc()),
    "updated": (F("updated_at").desc(), F("id").desc()),
    "entered": (F("id").desc(),),
}


@dataclass(frozen=True)
class CaseFilter:
    """What a list shows. Empty parts do not narrow it. `state`: open, closed, late or all."""

    state: str = "open"
    text: str = ""
    services: tuple[int, ...] = ()
    organisations: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    stages: tuple[str, ...] = ()
    assignee: str = ""
    channel: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    order: str = "due"


def filtered(user: Any, wanted: CaseFilter, *, at: datetime) -> QuerySet[Case]:
    """The cases `user` may see that match, in the wanted order."""
    found = Case.objects.visible_to(user).filter(_conditions(wanted, at, me=user.pk, teams=user.team_ids))
    if reference := parse_reference(wanted.text):
        found = found.filter(reference=reference)
    elif wanted.text:
        found = found.filter(words=SearchQuery(wanted.text, config="english", search_type="websearch"))
        if user.kind in WORKERS:  # where a partner opens no answers, their words may not be guessed at either
            found = found.within(scope_of(user, ANSWERS))
        if not user.holds_anywhere("customer.view_at_risk_address"):
            # Their words name places: those may not be searched by.
            found = found.exclude(customer__at_risk=True).exclude(customer__in=living_beside_somebody_at_risk())
    return found.order_by(*ORDERS.get(wanted.order, ORDERS["due"]))


def _conditions(wanted: CaseFilter, at: Any, *, me: Any, teams: frozenset[int]) -> Q:
    conditions = {
        "open": Q(closed_at=None),
        "closed": Q(closed_at__isnull=False),
        "late": Q(closed_at=None, due_at__lt=at),
    }.get(wanted.state, Q())
    for column, values in (
        ("service__in", wanted.services),
        ("organisation__in", wanted.organisations),
        ("team__in", wanted.teams),
        ("stage__in", wanted.stages),
    ):
        conditions &= Q(**{column: values}) if values else Q()
    if wanted.assignee == "me":
        conditions &= Q(assignee=me)
    elif wanted.assignee == "nobody":
        conditions &= Q(assignee=None)
    elif wanted.assignee == "my-teams":
        conditions &= Q(team__in=teams)
    elif wanted.assignee.isdigit():
        conditions &= Q(assignee=int(wanted.assignee))
    conditions &= Q(channel=wanted.channel) if wanted.channel else Q()
    conditions &= Q(opened_at__gt=end_of_day(wanted.opened_from) - ONE_DAY) if wanted.opened_from else Q()
    return conditions & (Q(opened_at__lte=end_of_day(wanted.opened_to)) if wanted.opened_to else Q())


def case_page(
    user: Any, wanted: CaseFilter, *, at: datetime, page: int = 1, size: int = PAGE_SIZE
) -> tuple[list[Case], bool]:
    """One page of at most `size` cases with what a line of a list shows, and whether another page follows.

    Never counts the table. Of the case and of what it names only the columns in `LINE` are read.
    """
    start = (max(1, page) - 1) * size
    if wanted.text or user.kind not in WORKERS:
        rows = filtered(user, wanted, at=at).select_related(*NAMED).only(*LINE)
        found = _lately_entered(rows, size) if wanted.order == "entered" and page == 1 else []
        found = found or list(rows[start : start + size + 1])
    else:
        found = _page(scope_of(user), user.team_ids, wanted, start, size + 1, at=at, me=user.pk)
    return [as_opened_to(user, case) for case in found[:size]], len(found) > size


def _lately_entered(rows: QuerySet[Case], size: int) -> list[Case]:
    """The first page of `rows` if it can be filled from the cases entered last, else nothing.

    Words that every sixth case has are in a hundred thousand cases of a large county. Finding all of them to show
    fifty took a quarter of a second.
    """
    last = next((pk for (pk,) in _last_case()), 0)
    found = list(rows.filter(pk__gt=last - RECENT)[: size + 1])
    return found if len(found) > size else []


@prepared
def _last_case() -> QuerySet[Case]:
    return Case.objects.order_by("-pk").values_list("pk")[:1]


@prepared
def _page(scope: Scope, teams: frozenset[int], wanted: CaseFilter, start: int, size: int) -> QuerySet[Case]:
    rows = _worklist(scope, teams, wanted).order_by(*ORDERS.get(wanted.order, ORDERS["due"]))
    return rows.select_related(*NAMED).only(*LINE)[start : start + size]


@prepared
def _countable(scope: Scope, teams: frozenset[int], wanted: CaseFilter, limit: int) -> QuerySet[Case]:
    return _worklist(scope, teams, wanted).order_by().values_list("pk")[:limit]


def _worklist(scope: Scope, teams: frozenset[int], wanted: CaseFilter) -> QuerySet[Case]:
    return Case.objects.within(scope).filter(_conditions(wanted, Given("at"), me=Given("me"), teams=teams))


def count_up_to(user: Any, wanted: CaseFilter, *, at: datetime, limit: int = COUNT_LIMIT) -> tuple[int, bool]:
    """How many match, counting no further than `limit`; the flag says that there are more."""
    if wanted.text or user.kind not in WORKERS:
        found = filtered(user, wanted, at=at).order_by().values("pk")[: limit + 1].count()
    else:
        found = _countable.count(scope_of(user), user.team_ids, wanted, limit + 1, at=at, me=user.pk)
    return min(found, limit), found > limit


EXPORT_HEADINGS = (
    "Reference",
    "Title",
    "Service",
    "Responsible body",
    "Team",
    "Officer",
    "Stage",
    "Outcome",
    "Channel",
    "Ward",
    "Opened",
    "Due",
    "Closed",
)


def export_rows(user: Any, wanted: CaseFilter, *, at: datetime) -> Iterator[tuple[Any, ...]]:
    """The headings, then every case of the list in its order. No names, contact details or places are in it.

    A title and a ward are what somebody told the body responsible: a partner has them where answers are shared.
    """
    yield EXPORT_HEADINGS
    told = Q() if user.is_system else opened_by(scope_of(user, ANSWERS))
    rows = filtered(user, wanted, at=at).annotate(
        told_title=Choice(When(told, then=F("title")), default=F("service__title")),
        told_ward=Choice(When(told, then=F("ward_code")), default=Value("")),
    ).values_list(
        "reference", "told_title", "service__title", "organisation__name", "team__name", "assignee__name", "stage",
        "outcome", "channel", "told_ward", "opened_at", "due_at", "closed_at",
    )  # fmt: skip
    yield from rows.iterator(chunk_size=2000)


def changed_since(user: Any, since: datetime, *, after: str = "", limit: int = 100) -> list[Case]:
    """Cases `user` may see that changed at or after `since`, the longest unchanged first; `after` pages on."""
    found = Case.objects.visible_to(user).filter(updated_at__gte=since)
    last = Case.objects.visible_to(user).filter(reference=parse_reference(after) or "").first() if after else None
    if last is not None:
        found = found.filter(Q(updated_at__gt=last.updated_at) | Q(updated_at=last.updated_at, pk__gt=last.pk))
    return list(found.select_related("service").order_by("updated_at", "pk")[:limit])
