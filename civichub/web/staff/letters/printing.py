"""What waits for the printer: print runs, what was stopped, and saying what was posted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.accounts.queries import system_account
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotAllowed, NotFound
from civichub.messaging.letters import policies
from civichub.messaging.letters.policies import BRINGS_POST
from civichub.messaging.letters.work import html_of_run
from civichub.messaging.models import PrintRun
from civichub.messaging.operations import letters_printing
from civichub.messaging.queries.letters import (
    STOPPED,
    check_address,
    hides_an_address,
    letter_out_for,
    letters_of_run,
    print_runs,
    run_for,
    stopped_letters,
    to_produce,
)
from civichub.web.access import staff
from civichub.web.staff.asking import one_of, organisations_with
from civichub.web.staff.letters.sections import file_of, headings, number_in, tabs, tell
from civichub.web.staff.letters.sections import paper as on_paper
from civichub.web.ui.paging import keyset_page


@staff(BRINGS_POST)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What waits in each organisation, what was stopped, and the runs so far."""
    organisations = organisations_with(request, BRINGS_POST)
    if request.method == "POST":
        return _start(request, organisations)
    runs, pager = keyset_page(request, print_runs(request.user), order=("-made_at", "-pk"), size=25)
    context = {
        "waiting": to_produce(request.user, organisations),
        "stopped": [(out, STOPPED[out.stopped_why]) for out in stopped_letters(request.user)[:50]],
        "runs": runs,
        "pager": pager,
        "stopped_columns": headings("Letter", "To", "Why"),
        "run_columns": headings("Run", "Made", "Letters", "State"),
        "tabs": tabs(request, "letter-print"),
    }
    return render(request, "staff/letters/print.html", context)


def _start(request: HttpRequest, organisations: Any) -> HttpResponse:
    organisation = one_of(organisations, number_in(request.POST.get("organisation", "")) or 0)
    try:
        made = letters_printing.start_print_run(
            organisation=organisation, both_sides="both_sides" in request.POST, actor=request.user, at=timezone.now()
        )
    except HubError as error:
        messages.error(request, error.message)
        return redirect("letter-print")
    return redirect("print-run", made.reference)


@staff(BRINGS_POST)
@require_GET
def run(request: HttpRequest, reference: str) -> HttpResponse:
    """One run: its letters in order, the file to print, and which of them went to the post."""
    found, now = run_for(request.user, reference), timezone.now()
    letters = list(letters_of_run(found))
    going_on = found.state == "ready"
    system = system_account() if going_on else None
    rows = [(out, check_address(out.message, actor=system, at=now).why if going_on else "") for out in letters]
    context = {
        "run": found,
        "rows": [(out, STOPPED.get(why, "")) for out, why in rows],
        "columns": headings(*(("Posted",) if going_on else ()), "Letter", "To", "Pages"),
        "may_open": _may_open(request.user, found),
        "bad": any(why for _, why in rows),
    }
    return render(request, f"staff/letters/{'run_state' if request.htmx else 'run'}.html", context)


def _may_open(user: Any, found: PrintRun) -> bool:
    """Also a run of last week, in which somebody's address stands who is at risk since yesterday."""
    if user.has_power(policies.AT_RISK, found.organisation_id):
        return True
    return not found.hides_address and not hides_an_address(out.message for out in letters_of_run(found))


@staff(BRINGS_POST)
@require_GET
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The run to print: the PDF, or a page of the browser where none could be made. The reading is written down."""
    found, now = run_for(request.user, reference), timezone.now()
    if not _may_open(request.user, found):
        raise NotAllowed("A letter in it goes to a person at risk. Ask a colleague who may see their address.")
    if found.state not in ("ready", "posted"):
        raise NotFound
    audit_read(found, actor=request.user, at=now, ground="Print run of your organisation")
    if found.path:
        name = f"print-run-{found.reference}.pdf"
        return file_of(found.path, name, content_type="application/pdf", inline=True)
    return on_paper(html_of_run(found))


@staff(BRINGS_POST)
@require_POST
def act(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Say which letters were posted, or give the run up."""
    found, by = run_for(request.user, reference), {"actor": request.user, "at": timezone.now()}
    if step == "posted":
        chosen = {pk for text in request.POST.getlist("letter") if (pk := number_in(text))}
        tell(
            request, lambda: letters_printing.confirm_posted(run=found, posted=chosen, **by),
            "Down as posted. Letters you left out wait for the next run.",
        )  # fmt: skip
        return redirect("print-run", reference)
    if step == "cancel":
        tell(request, lambda: letters_printing.cancel_print_run(run=found, **by), "Given up. Its letters wait again.")
        return redirect("letter-print")
    raise NotFound


@staff("contact.view")
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """A stopped letter goes to the address on record now, or not at all."""
    out, send = letter_out_for(request.user, reference), request.POST.get("do") == "send"
    done = "It goes to the address on record now, and waits to be printed." if send else "Cancelled. It is not sent."
    by = {"actor": request.user, "at": timezone.now()}
    tell(request, lambda: letters_printing.decide_stopped(out=out, send=send, **by), done)
    return redirect("letter-out", reference)
