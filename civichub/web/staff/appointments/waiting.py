"""The line for times that come free, at the desk: who waits for what, what is offered, and putting somebody on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.appointments.operations import accept_offer, ask_for_time, decline_offer, withdraw_wish
from civichub.appointments.queries import (
    get_wish_for,
    kinds_waited_for,
    line_seen_by,
    offer_by_id,
    sheltered_ids,
)
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.portal.appointments.waiting import WaitForm, line_values
from civichub.web.staff.appointments.booking import BOOKS, about_asked, kind_bookable, known_of, people_of
from civichub.web.ui.components import Column

COLUMNS = [Column("Place"), Column("Who"), Column("Wants"), Column("Asked"), Column("Kept for them now"),
           Column("Actions", hidden=True)]  # fmt: skip


@staff(BOOKS)
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """For which kinds people wait, and how many."""
    return render(request, "staff/appointments/lines.html", {"kinds": kinds_waited_for(request.user)})


@staff(BOOKS)
@require_GET
def line(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who waits for one kind, in the order in which they are asked."""
    kind, user, now = kind_bookable(request, slug), request.user, timezone.now()
    waiting = line_seen_by(user, kind)
    hidden = sheltered_ids(one.who for one in waiting if one.wish)
    hidden = frozenset() if user.has_power("customer.view_at_risk_address", kind.organisation_id) else hidden
    rows = line_values(waiting, now)
    for row in rows:
        row["reach"] = "" if row["waiting"].who.pk in hidden else row["waiting"].who.phone or row["waiting"].who.email
    return render(request, "staff/appointments/line.html", {"kind": kind, "rows": rows, "columns": COLUMNS})


@staff(BOOKS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Put somebody who has no appointment on the list."""
    kind, about, now = kind_bookable(request, slug), about_asked(request), timezone.now()
    customer = people_of(request, about).get("customer")
    form = WaitForm(request.POST or None, kind, known=known_of(request, customer), today=london_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_time(kind=kind, suits=form.suits(), who=form.who(), customer=customer, actor=request.user, at=now)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "They are on the list, and are told when a time comes free.")
            return redirect("appointment-line", slug=kind.slug)
    page = {"title": "Tell them when a time comes free", "caption": kind.name, "button": "Put them on the list",
            "guidance": "A time that suits is kept for two hours for whoever asked first."}  # fmt: skip
    back = f"{reverse('appointment-book-times', args=[kind.slug])}?{urlencode(about)}"
    return render(request, "staff/form_page.html", {"form": form, "page": page, "back_url": back})


@staff(BOOKS)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no, said on the telephone or at the desk."""
    offer = offer_by_id(pk)
    who: Any = offer.waiting.who
    if not type(who).objects.visible_to(request.user).filter(pk=who.pk).exists():
        raise NotFound()
    takes = request.POST.get("answer") == "yes"
    try:
        (accept_offer if takes else decline_offer)(offer=offer, actor=request.user, at=timezone.now())
    except NotFound:
        raise
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "They have the time." if takes else "Noted. The next in line is asked.")
    return redirect("appointment-line", slug=who.kind.slug)


@staff(BOOKS)
@require_POST
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    """They no longer wait."""
    wish = get_wish_for(request.user, reference)
    withdraw_wish(wish=wish, actor=request.user, at=timezone.now())
    messages.success(request, "They are off the list.")
    return redirect("appointment-line", slug=wish.kind.slug)
