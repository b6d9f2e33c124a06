"""How a case stands with every system that it was handed over to, for the page of the case: one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, FilteredRelation, Q, When

from civichub.handover import policies
from civichub.handover.models import Connection, Dispatch
from civichub.handover.plugs.base import ERRORS
from civichub.handover.states import DISPATCH, STATES, UNSENT, Divergence


@dataclass(frozen=True)
class HandedOver:
    """A case and one connection. `dispatch` decides how it stands: the first that did not arrive, else the latest.

    `words` say its state, `error` why it has not arrived. `theirs` is their reference and `status` what they last said,
    since `status_at`. `next_try_at` is None where nothing is tried: it arrived, waits for a person, or is held back.
    """

    connection: Connection
    dispatch: Dispatch
    words: str
    error: str
    theirs: str
    status: str
    status_at: datetime | None
    divergence: str
    next_try_at: datetime | None
    may_open: bool
    may_resend: bool


def handed_over(user: Any, case: Any) -> list[HandedOver]:
    """The connections, by name, of the organisations in which `user` works on cases. The case is open to them."""
    own = user.organisations_with("case.view")
    if not own:
        return []
    unsent_since = Case(When(state__in=UNSENT, then=F("occurred_at")))
    told = Dispatch.objects.filter(case=case.pk, connection__organisation__in=own).exclude(error="nothing_new")
    told = told.select_related("connection").annotate(
        there=FilteredRelation("connection__counterparts", condition=Q(connection__counterparts__case=case.pk)),
        theirs=F("there__their_reference"),
        their_status=F("there__status"),
        their_status_at=F("there__status_at"),
        divergence=F("there__divergence"),
    )
    order = ("connection__name", "connection_id", unsent_since.asc(nulls_last=True), "-occurred_at", "-pk")
    return [_stand(user, case, one) for one in told.order_by(*order).distinct("connection__name", "connection_id")]


def _stand(user: Any, case: Any, dispatch: Any) -> HandedOver:
    link, dispatch.case = dispatch.connection, case
    unsent = dispatch.state in UNSENT
    for_a_person = dispatch.state == "dead" or (dispatch.state == "sent" and dispatch.error)
    may_change = policies.may_change_dispatch(user, dispatch)
    return HandedOver(
        connection=link,
        dispatch=dispatch,
        words="Perhaps sent" if dispatch.state == "sent" and dispatch.error else STATES[dispatch.state],
        error=ERRORS.get(dispatch.error or (link.error if unsent else ""), ""),
        theirs=dispatch.theirs or "",
        status=dispatch.their_status or "",
        status_at=dispatch.their_status_at,
        divergence=Divergence(dispatch.divergence).label if dispatch.divergence else "",
        next_try_at=_next_try(link, dispatch),
        may_open=policies.may_see_dispatch(user, dispatch),
        may_resend=bool(may_change and for_a_person and link.ended_at is None),
    )


def _next_try(link: Connection, dispatch: Dispatch) -> datetime | None:
    if dispatch.state not in DISPATCH.steps["claim"].sources or link.paused_at or link.ended_at:
        return None
    return max(filter(None, (dispatch.next_try_at, link.retry_at)))
