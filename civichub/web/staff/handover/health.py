"""How every connection is, and one with what goes there, what its statuses mean, and what is on its way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from civichub.handover.plugs import ASKED
from civichub.handover.queries.connections import (
    connections_of,
    get_connection_for,
    health_of,
    open_divergences,
    routes_of,
)
from civichub.handover.queries.outbox import dispatches_of, error_words
from civichub.handover.states import STATES, PlugKind
from civichub.web.access import staff
from civichub.web.ui.paging import keyset_page

TAGS = {"Working": "green", "Failing": "red", "Needs a person": "orange", "Paused": "yellow", "Ended": "grey"}
FIRST = ("Failing", "Needs a person", "Paused")


def may_manage(request: HttpRequest, link: Any) -> bool:
    """Whether the reader may change this connection."""
    return request.user.has_power("handover.manage", link.organisation_id)


@staff("handover.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every connection of the reader's organisations, those that need somebody first."""
    found = [health_of(link) for link in connections_of(request.user)]
    found.sort(key=lambda one: (FIRST.index(one.state) if one.state in FIRST else len(FIRST), one.connection.name))
    context = {
        "rows": [(one, TAGS.get(one.state, "blue")) for one in found],
        "plugs": PlugKind.choices,
        "may_manage": request.user.holds_anywhere("handover.manage"),
    }
    return render(request, "staff/handover/connections.html", context)


@staff("handover.view")
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One connection."""
    link = get_connection_for(request.user, pk)
    health, wanted = health_of(link), request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ("dead" if health.dead and "state" not in request.GET else "")
    listed = dispatches_of(request.user, link, wanted)
    found, pager = keyset_page(request, listed, order=("-occurred_at", "-pk"), size=25)
    context = {
        "link": link,
        "health": health,
        "tag": TAGS.get(health.state, "blue"),
        "routes": list(routes_of(link)),
        "rules": list(link.rules.all()),
        "apart": open_divergences(request.user, link),
        "rows": [(one, STATES[one.state], error_words(one.error)) for one in found],
        "pager": pager,
        "states": STATES.items(),
        "wanted": wanted,
        "can_be_asked": link.plug in ASKED,
        "may_manage": may_manage(request, link) and link.ended_at is None,
    }
    return render(request, "staff/handover/connection.html", context)
