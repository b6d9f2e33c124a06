"""Ending that a councillor acts for one: by the link in the message, with one press of a button and no sign-in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.cases.operations.representing import end_representation
from civichub.cases.queries.representing import acting_in, representation_by_id
from civichub.core.errors import NotFound
from civichub.notifications.links import acting_link, read_acting_link
from civichub.web.access import public
from civichub.web.portal.gates import not_kept


def acting_lines(case: Any, at: Any) -> list[tuple[str, str]]:
    """Who acts for the resident in this case now, each with the address at which the resident ends it."""
    return [(str(one.seat), urlsplit(acting_link(one.pk)).path) for one in acting_in(case, at=at)]


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first: mail programs open links by themselves. Afterwards, and for one that has ended, says so."""
    representation_id = read_acting_link(token)
    found = representation_by_id(representation_id) if representation_id is not None else None
    if found is None:
        raise NotFound
    over = found.ended_at is not None
    if request.method == "POST" and not over:
        end_representation(representation=found, actor=system_account(), at=timezone.now())
        over = True
    case = found.case
    title = "your request" if case.sensitive else case.service.title
    values = {"over": over, "member": found.seat, "case": case, "title": title, "organisation": case.organisation}
    return render(request, "portal/acting_for.html", values)
