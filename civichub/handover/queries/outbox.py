"""Dispatches: for the page, for a record's page, and for whoever sends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.handover.models import Connection, Counterpart, Dispatch
from civichub.handover.plugs.base import ERRORS
from civichub.handover.states import STATES, UNSENT


def dispatches_of(user: Any, connection: Connection, state: str = "") -> QuerySet[Dispatch]:
    """What goes, or went, by a connection as far as `user` may see it; `state` narrows it."""
    found = Dispatch.objects.visible_to(user).filter(connection=connection)
    found = found.filter(state=state) if state in STATES else found
    return found.select_related("case__service")


def get_dispatch_for(user: Any, pk: int) -> Dispatch:
    """The dispatch, if `user` may see it. Raises `NotFound`."""
    found = Dispatch.objects.visible_to(user).select_related("connection__organisation", "case__service")
    dispatch = found.filter(pk=pk).first()
    if dispatch is None:
        raise NotFound()
    return dispatch


def error_words(code: str) -> str:
    """What went wrong, as a sentence, or nothing."""
    return ERRORS.get(code, "")


def next_in_line(connection_id: int, at: datetime) -> QuerySet[Dispatch]:
    """The dispatches that may go now, the oldest first: nothing unsent stands before them in the same case."""
    before = Dispatch.objects.filter(
        Q(occurred_at__lt=OuterRef("occurred_at")) | Q(occurred_at=OuterRef("occurred_at"), pk__lt=OuterRef("pk")),
        connection=OuterRef("connection"),
        case=OuterRef("case"),
        state__in=UNSENT,
    )
    waiting = Dispatch.objects.filter(connection=connection_id, state__in=["waiting", "unsure"], next_try_at__lte=at)
    return waiting.exclude(Exists(before)).order_by("occurred_at", "pk")


def has_work(connection: Connection, at: datetime) -> bool:
    """Whether anything may go by this connection now."""
    return not (connection.retry_at and connection.retry_at > at) and next_in_line(connection.pk, at).exists()


def dispatch_by_id(pk: int) -> Dispatch | None:
    """The dispatch an event names, or None once it is gone."""
    return Dispatch.objects.select_related("connection").filter(pk=pk).first()


def stuck_dispatches(before: datetime) -> list[tuple[int, Any]]:
    """(id, claim) of what has been "being sent" since `before`: whoever sent it was killed."""
    found = Dispatch.objects.filter(state="sending", claimed_at__lte=before).order_by("claimed_at")
    return list(found.values_list("pk", "claim_token")[:1000])


def tokens_waiting(connection_id: int) -> list[tuple[int, str]]:
    """(counterpart's id, token) where they owe us a reference."""
    found = Counterpart.objects.filter(connection=connection_id, their_reference="").exclude(token="")
    return list(found.order_by("pk").values_list("pk", "token")[:200])


def counterparts_to_compare(connection_id: int, *, size: int = 50) -> Iterator[list[Counterpart]]:
    """Every case that is not settled with both sides, in lots."""
    last = 0
    while True:
        open_ones = Counterpart.objects.filter(connection=connection_id, settled_at=None, pk__gt=last)
        lot = list(open_ones.exclude(their_reference="").select_related("case").order_by("pk")[:size])
        if not lot:
            return
        yield lot
        last = lot[-1].pk


def counterpart_for(connection_id: int, *, theirs: str, ours: str = "") -> Counterpart | None:
    """The case that they mean: by their own reference, else by ours."""
    known = Counterpart.objects.filter(connection=connection_id).select_related("case", "connection")
    found = known.filter(their_reference=theirs).first() if theirs else None
    reference = parse_reference(ours)
    return found or (known.filter(case__reference=reference).first() if reference else None)


def has_unsent(counterpart: Counterpart) -> bool:
    """Whether something about this case is still on its way to them."""
    return Dispatch.objects.filter(
        connection=counterpart.connection_id, case=counterpart.case_id, state__in=UNSENT
    ).exists()


def sent_between(connection: Connection, since: datetime, until: datetime) -> QuerySet[Dispatch]:
    """What was sent in that time, the oldest first."""
    found = Dispatch.objects.filter(connection=connection, state="sent", sent_at__gte=since, sent_at__lt=until)
    return found.select_related("connection").order_by("occurred_at", "pk")


def is_told(connection_id: int, case_id: int) -> bool:
    """Whether the case was opened, or is to be opened, there."""
    return Dispatch.objects.filter(connection=connection_id, case=case_id, what="opened").exists()


def connections_told(case_id: int, organisation_id: int) -> list[Connection]:
    """The connections of a body to which a case went."""
    told = Dispatch.objects.filter(case=case_id, what="opened").values("connection")
    return list(Connection.objects.filter(pk__in=told, organisation=organisation_id, ended_at=None))


def made_by_them(connection_id: int, case_id: int, at: datetime) -> bool:
    """Whether a change of the case at that moment was made here because they reported it."""
    return Counterpart.objects.filter(connection=connection_id, case=case_id, applied_at=at).exists()


def waits_behind(dispatch: Dispatch) -> int:
    """How many later dispatches of the same case wait for this one."""
    if dispatch.state not in UNSENT:
        return 0
    later = Dispatch.objects.filter(connection=dispatch.connection_id, case=dispatch.case_id, state__in=UNSENT)
    return later.filter(occurred_at__gte=dispatch.occurred_at).exclude(pk=dispatch.pk).count()
