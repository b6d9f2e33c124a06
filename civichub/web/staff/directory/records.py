"""The list of records, one record with its history, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.directory.document import LABELS, differences, said
from civichub.directory.operations import records as keeping
from civichub.directory.operations.suggestions import BY_HAND, ask_provider
from civichub.directory.policies import EDIT, may_edit_record
from civichub.directory.queries.keeping import (
    address_to_ask,
    change_by_id,
    changes_of,
    due_records,
    records,
    rules_of,
    standing_of,
    terms,
    waiting_counts,
    waiting_suggestions,
)
from civichub.directory.schedules import in_words
from civichub.directory.states import ServiceStatus, Standing
from civichub.directory.storing import fresh_document
from civichub.web.access import staff
from civichub.web.staff.asking import ask_and_do, organisations_with
from civichub.web.staff.directory.editing import page_of, the_record
from civichub.web.staff.directory.forms import AssureForm, KeeperEmailForm
from civichub.web.ui.components import Column
from civichub.web.ui.paging import keyset_page

COLUMNS = (Column("Service"), Column("Offered by"), Column("Kept by"), Column("State"), Column("Assured until"))
COLOURS = {Standing.ASSURED: "green", Standing.DUE: "yellow", Standing.LAPSED: "orange",
           Standing.UNCONFIRMED: "red", Standing.HIDDEN: "grey"}  # fmt: skip
HISTORY = 100


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@staff(EDIT)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every record of the partnership, drafts and hidden ones included."""
    today = london_date(timezone.now())
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    chosen = {name: request.GET.get(name, "") for name in ("status", "standing", "term")}
    found = records(
        words=words, status=chosen["status"], standing=chosen["standing"], term_id=_number(chosen["term"]), on=today
    )
    rows, pager = keyset_page(request, found, order=("name", "id"), size=50)
    waiting = waiting_counts(rows)
    keepers = list(request.user.organisations_with(EDIT))
    context = {
        "rows": [(one, standing_of(one, on=today), waiting.get(one.pk, 0)) for one in rows],
        "colours": COLOURS, "pager": pager, "search": words, "columns": COLUMNS, **chosen,
        "statuses": [("draft", "Draft"), *ServiceStatus.choices], "standings": Standing.choices, "terms": terms(),
        "due": due_records(keeper_ids=keepers, on=today).count(),
        "suggested": waiting_suggestions(keepers).count(),
        "is_filtered": bool(words or any(chosen.values())),
    }  # fmt: skip
    return render(request, "staff/directory/list.html", context)


@staff(EDIT)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One record with its places, times, suggestions and history."""
    service, today = the_record(request, pk), london_date(timezone.now())
    may_edit = may_edit_record(request.user, service.keeper_id)
    document = fresh_document(service.pk)
    rows = [(label, said(document, name)) for name, label in LABELS.items() if name not in ("locations", "schedules")]
    context = {
        "service": service,
        "rows": [(label, lines) for label, lines in rows if lines],
        "schedules": [(row["id"], in_words(row)) for row in document["schedules"]],
        "places": [
            (row["id"], row["location"], [(one["id"], in_words(one)) for one in row["schedules"]])
            for row in document["locations"]
        ],
        "standing": standing_of(service, on=today),
        "colours": COLOURS,
        "may_edit": may_edit,
        "asked_at": address_to_ask(service),
        "asked": list(service.asked.all()[:5]),
        # A reader's own words, which may name people: for those who decide on them.
        "waiting": service.suggestions.filter(state="waiting") if may_edit else [],
        "history": [(one, differences(one.before, one.after) if one.before else []) for one in
                    changes_of(service)[:HISTORY]],
    }  # fmt: skip
    return render(request, "staff/directory/record.html", context)


ACTS = {
    "publish": (keeping.publish_service, "It is published."),
    "withdraw": (keeping.withdraw_service, "It is a draft."),
}


@staff(EDIT)
@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Publish, withdraw, or ask the provider now."""
    service = the_record(request, pk, to_change=True)
    if step == "ask":
        asked = ask_provider(service=service, occasion=BY_HAND, actor=request.user, at=timezone.now())
        if asked is None:
            messages.error(request, "There is no address to ask, or they were asked today already.")
        else:
            messages.success(request, f"The question goes to {asked.to_email}.")
    elif step in ACTS:
        operation, done = ACTS[step]
        try:
            operation(service=service, actor=request.user, at=timezone.now())
            messages.success(request, done)
        except HubError as error:
            messages.error(request, error.message)
    else:
        raise NotFound
    return redirect("directory-record", pk)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def assure(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the record is right."""
    service = the_record(request, pk, to_change=True)
    form = AssureForm(request.POST or None, initial={"assurer_email": request.user.email})

    def done(data: dict[str, Any]) -> None:
        keeping.assure_service(service=service, actor=request.user, at=timezone.now(), **data)

    months = rules_of(service.keeper_id).months
    words = f"Assure it only when you have asked or looked. It is then assured for {months} months."
    page = page_of(service, "Assure the record", "It is assured.", button="It is right", guidance=words)
    return ask_and_do(request, form, page, done)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def provider_email(request: HttpRequest, pk: int) -> HttpResponse:
    """Where its provider is asked."""
    service = the_record(request, pk, to_change=True)
    form = KeeperEmailForm(request.POST or None, initial={"email": service.organization.keeper_email})

    def done(data: dict[str, Any]) -> None:
        keeping.set_keeper_email(
            organization=service.organization, email=data["email"], service=service, actor=request.user,
            at=timezone.now(),
        )  # fmt: skip

    page = page_of(
        service, f"Asking {service.organization.name}", "It is kept. Links sent before do not work any more."
    )
    return ask_and_do(request, form, page, done)


@staff(EDIT)
@require_POST
def undo(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    """Put back what stood before a change."""
    service = the_record(request, pk, to_change=True)
    found = change_by_id(change) if len(str(change)) <= 18 else None
    if found is None or found.service_id != service.pk:
        raise NotFound
    try:
        keeping.undo_change(change=found, actor=request.user, at=timezone.now())
        messages.success(request, "It is as it was before.")
    except HubError as error:
        messages.error(request, error.message)
    return redirect(f"{reverse('directory-record', args=[pk])}#history")


@staff(EDIT)
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """What is past its date or soon will be, and the rules by which it ages."""
    today = london_date(timezone.now())
    keepers = list(organisations_with(request, EDIT))
    found = due_records(keeper_ids=[one.pk for one in keepers], on=today)
    rows, pager = keyset_page(request, found, order=("assured_until", "id"), size=50)
    context = {
        "rows": [(one, standing_of(one, on=today), address_to_ask(one), next(iter(one.asked.all()), None))
                 for one in rows],
        "pager": pager, "colours": COLOURS, "rules": [(one, rules_of(one.pk).in_words()) for one in keepers],
    }  # fmt: skip
    return render(request, "staff/directory/due.html", context)
