"""Meet and greet: who comes gets a ticket or an answer; who waits, for what and how long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.catalogue.queries import live_services, service_by_id, services_by_ids
from civichub.core.errors import HubError
from civichub.frontdesk import operations
from civichub.frontdesk.keys import ticket_link
from civichub.frontdesk.models import CalledBy, Printer
from civichub.frontdesk.queries import (
    address_of_key,
    at_counters,
    counters_of,
    desk_for,
    desks_for,
    gone_today,
    last_print,
    parked_at,
    people_inside,
    queues_of,
    rooms_of,
    sessions_today,
    speakers_at,
    visit_for,
    wait_now,
    waiting_at,
    waiting_for_hosts,
)
from civichub.frontdesk.screens import silence, silent_screens
from civichub.routing.queries import queues_now
from civichub.web.access import staff
from civichub.web.display.qr import qr_image
from civichub.web.errors import add_refusal
from civichub.web.staff.front_desk_forms import ArrivalForm
from civichub.web.staff.frontdesk.noticing import SEES, Known, found_customers, known_customer, note_reading
from civichub.web.ui.components import Column
from civichub.workforce.queries import active_skills

RECEIVES = "contact.handle"
LANGUAGES = ("language", "sign")


def _form(desk: Any, data: Any = None, known: Known | None = None) -> ArrivalForm:
    languages = list(active_skills().filter(kind__in=LANGUAGES))
    initial: dict[str, Any] = {"called_by": CalledBy.NUMBER}
    if known is not None:
        initial |= {"needs": known.needs, "language": known.language, "customer": known.view.reference}
    return ArrivalForm(
        data, services=list(live_services().only("id", "title")), languages=languages, initial=initial,
        sessions=sessions_today(desk, timezone.now()),
    )  # fmt: skip


def _page(request: HttpRequest, desk: Any, form: ArrivalForm, known: Known | None = None) -> HttpResponse:
    now = timezone.now()
    who, hits = found_customers(request)
    context = {
        "who": who, "hits": hits, "known": known, "hosts": waiting_for_hosts(desk, now), "rooms": rooms_of(desk),
        "may_find": request.user.holds_anywhere(SEES), "inside": len(people_inside(desk)),
        "silent": [silence(str(one), one.heard_at, now) for one in silent_screens(desk, now)],
        "kiosks": [(one, address_of_key(one)) for one in desk.keys.filter(revoked_at=None)],
        "desk": desk, "desks": desks_for(request.user), "form": form, "now": now,
        "waiting": waiting_at(desk, now), "at_counters": at_counters(desk), "parked": parked_at(desk),
        "gone": gone_today(desk, now), "counters": counters_of(desk), "queues": queues_now(queues_of(desk), now),
        "columns": [Column(label) for label in ("Ticket", "For", "Needs", "Waits", "Change")],
        "usual": wait_now(desk, now), "services": list(live_services().only("id", "title")),
        "languages": dict(active_skills().values_list("key", "name")),
    }  # fmt: skip
    return render(request, "staff/front_desk.html", context)


@staff(RECEIVES)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The desk of one site: of the person's own organisation unless they choose another."""
    if not desks_for(request.user):
        return render(request, "staff/front_desk_none.html")
    desk = desk_for(request.user, request.GET.get("site", "")[:60])
    known = known_customer(request, request.GET.get("customer", ""))
    if known is not None:
        note_reading(request, known)
    return _page(request, desk, _form(desk, known=known), known)


@staff(RECEIVES)
@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """Somebody has come: a ticket, and a place in line."""
    desk, now = desk_for(request.user, request.POST.get("site", "")[:60]), timezone.now()
    known, form = known_customer(request, request.POST.get("customer", "")), _form(desk, request.POST)
    if not form.is_valid():
        return _page(request, desk, form, known)
    try:
        visit = operations.register_arrival(desk=desk, actor=request.user, at=now, **_arrival(desk, form, known, now))
        if desk.printer != Printer.NONE:
            operations.ask_for_print(visit=visit, actor=request.user, at=now)
    except HubError as error:
        add_refusal(form, error)
        return _page(request, desk, form, known)
    if visit.language and not speakers_at(desk, visit.language, now):
        messages.warning(request, "Nobody who serves this desk has that language: ring the interpreting line.")
    return redirect("front-desk-ticket", visit.pk)


def _arrival(desk: Any, form: ArrivalForm, known: Known | None, now: datetime) -> dict[str, Any]:
    given, text_me = form.cleaned_data, bool(form.cleaned_data["text_me"])
    found = services_by_ids(number for number in form.chosen_services() if number)
    sessions = {str(one.session.pk): one.session for one in sessions_today(desk, now)}
    return {
        "services": [found.get(number) if number else None for number in form.chosen_services()],
        "called_by": given["called_by"], "name": given["name"] or "", "needs": given["needs"],
        "phone": (given["mobile"] if text_me else given["phone"]) or "", "text_me": text_me,
        "language": given["language"], "reason": given["reason"], "host": given["host"],
        "session": sessions.get(given["session"]), "customer": known.customer if known else None,
    }  # fmt: skip


@staff(RECEIVES)
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """A quick answer, without a ticket."""
    desk, chosen = desk_for(request.user, request.POST.get("site", "")[:60]), request.POST.get("service", "")
    service = service_by_id(int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None
    try:
        operations.answer_at_desk(
            desk=desk, service=service, reason=request.POST.get("reason", ""),
            signposted="signposted" in request.POST, actor=request.user, at=timezone.now(),
        )  # fmt: skip
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The quick answer is written down.")
    return _back(desk)


def _back(desk: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('front-desk')}?site={desk.site.slug}")


@staff(RECEIVES)
@require_GET
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """A ticket to print: the number, where, when and how long it usually takes. Never why."""
    visit, now = visit_for(request.user, pk), timezone.now()
    ahead = next((row.place - 1 for row in waiting_at(visit.desk, now) if row.visit.pk == visit.pk), None)
    link = ticket_link(visit.pk)
    context = {
        "visit": visit, "ahead": ahead, "usual": wait_now(visit.desk, now), "print": last_print(visit),
        "link": link, "qr": qr_image(link, scale=3), "has_printer": visit.desk.printer != Printer.NONE,
    }  # fmt: skip
    return render(request, "staff/front_desk_ticket.html", context)


@staff(RECEIVES)
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """They have gone."""
    visit = visit_for(request.user, pk)
    try:
        operations.leave_building(visit=visit, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{visit} has left.")
    return _back(visit.desk)


@staff(RECEIVES)
@require_POST
def come_after_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Back in line with the old ticket."""
    visit = visit_for(request.user, pk)
    try:
        operations.come_after_all(visit=visit, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{visit} is back in line, at the old place.")
    return _back(visit.desk)
