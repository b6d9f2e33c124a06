"""The rows behind the page of a case, each read prepared; `beside` says which of them there are at all."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from civichub.cases.models import (
    Attachment,
    Case,
    CaseClock,
    CasePart,
    ClockMark,
    Follower,
    HistoryEntry,
    Promise,
    Representation,
    Task,
)
from civichub.cases.sharing import Scope
from civichub.core.prepared import Given, prepared


@prepared
def case_within(scope: Scope) -> QuerySet[Case]:
    """The case with a reference, if the scope opens it."""
    found = Case.objects.within(scope).filter(reference=Given("reference")).defer("words")
    return found.select_related("service", "organisation", "front_door", "team", "assignee", "customer")


@prepared
def beside() -> QuerySet[Case]:
    """What hangs on a case, one flag for each kind: most cases have none of them, and need not be asked for each."""
    here = {"case": OuterRef("pk")}
    return (
        Case.objects.filter(pk=Given("case"))
        .only("pk")
        .annotate(
            has_promises=Exists(Promise.objects.filter(**here)),
            has_tasks=Exists(Task.objects.filter(**here)),
            has_attachments=Exists(Attachment.objects.filter(**here)),
            has_followers=Exists(Follower.objects.filter(**here)),
            has_representations=Exists(Representation.objects.filter(**here)),
            has_parts=Exists(CasePart.objects.filter(**here)),
        )
    )


def _history() -> QuerySet[HistoryEntry]:
    rows = HistoryEntry.objects.filter(case=Given("case"))
    return rows.select_related("actor", "organisation").defer("organisation__postal_address", "actor__password")


@prepared
def history() -> QuerySet[HistoryEntry]:
    """All that happened, in order."""
    return _history()


@prepared
def public_history() -> QuerySet[HistoryEntry]:
    """The customer's own story."""
    return _history().filter(public=True)


@prepared
def shared_history() -> QuerySet[HistoryEntry]:
    """What happened, without the private notes of others than `own` organisations; what the hub noted is for all."""
    own = Q(organisation__among=Given("own")) | Q(organisation=None)
    return _history().filter(Q(public=True) | ~Q(kind="note") | own)


@prepared
def clocks() -> QuerySet[CaseClock]:
    """The clocks; `is_marked` tells those that were paused, restarted or extended."""
    marked = Exists(ClockMark.objects.filter(clock=OuterRef("pk")))
    return CaseClock.objects.filter(case=Given("case")).annotate(is_marked=marked)


@prepared
def marks() -> QuerySet[ClockMark]:
    """What was done to a clock, in order."""
    return ClockMark.objects.filter(clock=Given("clock"))


@prepared
def promises() -> QuerySet[Promise]:
    """What was promised, with who keeps it."""
    return Promise.objects.filter(case=Given("case")).select_related("keeper_team", "keeper")


@prepared
def tasks() -> QuerySet[Task]:
    """What is to be done, with whose it is."""
    return Task.objects.filter(case=Given("case")).select_related("team", "assignee")


@prepared
def attachments() -> QuerySet[Attachment]:
    """The files."""
    return Attachment.objects.filter(case=Given("case"))


@prepared
def followers() -> QuerySet[Follower]:
    """Those who want to be told as well."""
    return Follower.objects.filter(case=Given("case"), stopped_at=None)


@prepared
def representations() -> QuerySet[Representation]:
    """The councillors who act or acted for the resident."""
    found = Representation.objects.filter(case=Given("case")).defer("seat__area__geometry")
    return found.select_related("seat__area", "seat__organisation", "recorded_by")


@prepared
def parts() -> QuerySet[CasePart]:
    """What other organisations were asked to do, in order."""
    return CasePart.objects.filter(case=Given("case")).select_related("organisation", "asked_by", "answered_by")
