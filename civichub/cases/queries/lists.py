"""Lists of cases: filters, pages by key, counts that stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet

from civichub.cases.models import Case
from civichub.core.clocks import end_of_day
from civichub.core.references import parse_reference

ONE_DAY = timedelta(days=1)
PAGE_SIZE = 50
COUNT_LIMIT = 1000
# What a list prints. The rest of fifty cases, services, bodies, teams and officers cost more than finding them.
LINE = (
    "reference", "title", "stage", "outcome", "place", "opened_at", "updated_at", "closed_at", "due_at", "sensitive",
    "channel", "reopened_count", "procedure_version_id", "service__title", "service__slug", "organisation__name",
    "organisation__short_name", "team__name", "assignee__name", "assignee__email",
)  # fmt: skip
ORDERS = {
    "due": (F("due_at").asc(nulls_last=True), F("id").asc()),
    "newest": (F("opened_at").desc(), F("id").desc()),
    "oldest": (F("opened_at").asc(), F("id").asc()),
    "updated": (F("updated_at").desc(), F("id").desc()),
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
    found = Case.objects.visible_to(user).filter(_conditions(user, wanted, at))
    if reference := parse_reference(wanted.text):
        found = found.filter(reference=reference)
    elif wanted.text:
        found = found.filter(words=SearchQuery(wanted.text, config="english", search_type="websearch"))
    return found.order_by(*ORDERS.get(wanted.order, ORDERS["due"]))


def _conditions(user: Any, wanted: CaseFilter, at: datetime) -> Q:
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
        conditions &= Q(assignee=user)
    elif wanted.assignee == "nobody":
        conditions &= Q(assignee=None)
    elif wanted.assignee == "my-teams":
        conditions &= Q(team__in=user.team_ids)
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
    rows = filtered(user, wanted, at=at).select_related("service", "organisation", "team", "assignee")
    found = list(rows.only(*LINE)[start : start + size + 1])
    return found[:size], len(found) > size


def count_up_to(user: Any, wanted: CaseFilter, *, at: datetime, limit: int = COUNT_LIMIT) -> tuple[int, bool]:
    """How many match, counting no further than `limit`; the flag says that there are more."""
    found = filtered(user, wanted, at=at).order_by().values("pk")[: limit + 1].count()
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
    """The headings, then every case of the list in its order. No names, contact details or places are in it."""
    yield EXPORT_HEADINGS
    rows = filtered(user, wanted, at=at).values_list(
        "reference", "title", "service__title", "organisation__name", "team__name", "assignee__name", "stage",
        "outcome", "channel", "ward_code", "opened_at", "due_at", "closed_at",
    )  # fmt: skip
    yield from rows.iterator(chunk_size=2000)


def changed_since(user: Any, since: datetime, *, after: str = "", limit: int = 100) -> list[Case]:
    """Cases `user` may see that changed at or after `since`, the longest unchanged first; `after` pages on."""
    found = Case.objects.visible_to(user).filter(updated_at__gte=since)
    last = Case.objects.visible_to(user).filter(reference=parse_reference(after) or "").first() if after else None
    if last is not None:
        found = found.filter(Q(updated_at__gt=last.updated_at) | Q(updated_at=last.updated_at, pk__gt=last.pk))
    return list(found.select_related("service").order_by("updated_at", "pk")[:limit])
