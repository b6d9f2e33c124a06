"""A contact at the desk: begin, say who it is, pause, hand off, wrap up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.cases.operations.follow import add_contact_to_case
from civichub.cases.queries import get_case_for
from civichub.cases.queries.avoidable import suggest_avoidable
from civichub.catalogue.queries import service_by_id
from civichub.contacts import operations
from civichub.contacts.models import Avoidable, ContactOutcome
from civichub.contacts.queries import contact_page, free_call_back_times, get_contact_for
from civichub.core.errors import HubError, Invalid
from civichub.core.idempotency import once
from civichub.customers.queries import get_customer_for, search_customers, view_of
from civichub.organisations.queries import teams_of
from civichub.telephony.phrases import half_hour_words
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.bar import AT_THE_DESK
from civichub.web.staff.contact_forms import CallBackForm, WrapUpForm
from civichub.web.ui.paging import keyset_page
from civichub.web.ui.words import when_words


@staff("contact.view")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Contacts, the latest first."""
    rows, pager = keyset_page(request, contact_page(request.user), order=("-started_at", "-id"))
    return render(request, "staff/contact_list.html", {"contacts": rows, "pager": pager})


@staff("contact.handle")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a contact in the organisation where the advisor works."""
    channel = request.POST.get("channel", "")
    if channel not in AT_THE_DESK:
        raise Invalid({"channel": "Choose how they reached us from the list."})
    home = next(
        m.organisation
        for m in request.user.memberships_in_force
        if request.user.has_power("contact.handle", m.organisation_id)
    )
    who = request.POST.get("who", "")
    now = timezone.now()

    def act() -> str:
        opened = operations.open_contact(organisation=home, channel=channel, caller=who, actor=request.user, at=now)
        return operations.turn_to_contact(contact=opened, actor=request.user, at=now).reference

    key = request.POST.get("key", "")[:80]
    if key:  # the same form sent twice, by two tabs or an impatient finger, is one contact
        scope = f"begin:{request.user.pk}"
        reference, _ = once(scope=scope, key=key, request={"channel": channel, "who": who}, at=now, act=act)
    else:
        reference = act()
    contact = get_contact_for(request.user, reference)
    found = search_customers(request.user, who, limit=2) if who.strip() and not contact.customer_id else []
    if len(found) == 1 and who.strip().replace(" ", "").lstrip("+").isdigit():
        customer = get_customer_for(request.user, found[0].customer.reference)
        operations.identify_customer(contact=contact, customer=customer, actor=request.user, at=timezone.now())
    return redirect("contact", contact.reference)


def then_back(request: HttpRequest, reference: str, act: Callable[[Any], object]) -> HttpResponse:
    """Do one thing to the contact and show it again; a refusal is said, and nothing has changed."""
    contact = get_contact_for(request.user, reference)
    try:
        act(contact)
    except HubError as error:
        messages.error(request, error.message)
    return redirect("contact", reference)


@staff("contact.handle")
@require_POST
def identify(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who it is."""
    customer = get_customer_for(request.user, request.POST.get("customer", ""))
    return then_back(
        request, reference,
        lambda contact: operations.identify_customer(
            contact=contact, customer=customer, actor=request.user, at=timezone.now()
        ),
    )  # fmt: skip


@staff("contact.handle")
@require_POST
def describe(request: HttpRequest, reference: str) -> HttpResponse:
    """Note what it is about, while it goes on."""
    chosen = request.POST.get("service", "")
    service = service_by_id(int(chosen)) if chosen.isdigit() and len(chosen) < 18 else None
    return then_back(
        request, reference,
        lambda contact: operations.describe_contact(
            contact=contact, service=service, reason=request.POST.get("reason", ""),
            notes=request.POST.get("notes", ""), actor=request.user, at=timezone.now(),
        ),
    )  # fmt: skip


@staff("contact.handle")
@require_POST
def pause(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop the timer."""
    return then_back(
        request, reference, lambda c: operations.pause_contact(contact=c, actor=request.user, at=timezone.now())
    )


@staff("contact.handle")
@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Carry on."""
    return then_back(
        request, reference, lambda c: operations.resume_contact(contact=c, actor=request.user, at=timezone.now())
    )


@staff("contact.handle")
@require_POST
def about_case(request: HttpRequest, reference: str) -> HttpResponse:
    """This contact is about a case that is already there."""
    case = get_case_for(request.user, request.POST.get("case", ""))
    return then_back(
        request, reference,
        lambda contact: add_contact_to_case(case=case, contact=contact, actor=request.user, at=timezone.now()),
    )  # fmt: skip


@staff("contact.handle")
@require_http_methods(["GET", "POST"])
def wrap_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Why they came, what came of it, and whether it could have been avoided: suggested, and confirmed here."""
    contact, now = get_contact_for(request.user, reference), timezone.now()
    suggestion = suggest_avoidable(contact, at=now)
    opened = contact.case_links.filter(opened_it=True).exists()
    likely = (
        ContactOutcome.CASE_OPENED if opened else ContactOutcome.CASE_UPDATED if contact.case_links.exists() else ""
    )
    begun = {"reason": contact.reason, "notes": contact.notes, "avoidable": suggestion.kind, "outcome": likely}
    form = WrapUpForm(request.POST or None, initial=begun, why=suggestion.why)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_contact(
                contact=contact, avoidable_suggested=suggestion.kind, avoidable_why=suggestion.why,
                actor=request.user, at=now, **form.cleaned_data,
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Wrapped up. You are ready for the next one.")
            return redirect("staff-home")
    context = {"contact": contact, "form": form, "suggested": Avoidable(suggestion.kind).label, "why": suggestion.why}
    return render(request, "staff/contact_wrap_up.html", context)


def _times(teams: list[Any], contact: Any, at: datetime) -> list[tuple[str, str]]:
    """Half hours that may still be promised, each with its team: its value names both."""
    return [
        (f"{team.pk} {begins_at.isoformat()}", f"{team.name}: {half_hour_words('en', begins_at, at)}")
        for team in teams
        for begins_at in free_call_back_times(team, contact, at)
    ]


@staff("contact.handle")
@require_http_methods(["GET", "POST"])
def call_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise that a team rings back by the end of the next working day, or in a half hour that has room."""
    contact, now = get_contact_for(request.user, reference), timezone.now()
    teams = list(teams_of(request.user.powers))
    points = view_of(contact.customer, request.user).contact_points if contact.customer else ()
    rang_from = contact.caller if contact.channel == "phone" else ""
    number = next((point.shown for point in points if point.kind == "phone"), rang_from)
    begun = {"number": number, "notes": contact.notes}
    form = CallBackForm(request.POST or None, teams=teams, times=_times(teams, contact, now), initial=begun)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        team_key, _, begins_at = sent.get("when", "").partition(" ")
        team = next(team for team in teams if str(team.pk) == (team_key or sent["team"]))
        try:
            item = operations.promise_call_back(
                contact=contact, to_team=team, number=sent["number"], notes=sent["notes"], actor=request.user, at=now,
                begins_at=datetime.fromisoformat(begins_at) if begins_at else None,
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            when = (
                half_hour_words("en", item.booked_for, now) if item.booked_for else f"by {when_words(item.promise_at)}"
            )
            messages.success(request, f"Tell them: {team.name} will ring {when}.")
            return redirect("contact-wrap-up", reference)
    return render(request, "staff/contact_call_back.html", {"contact": contact, "form": form})
