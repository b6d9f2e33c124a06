"""A case as the councillor who acts in it sees it: what the resident may see and shares, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.cases.models import Representation
from civichub.cases.operations.representing import end_representation, write_for_resident
from civichub.cases.queries.representing import for_member, representation_for
from civichub.core.audit import audit_read
from civichub.core.errors import HubError
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.portal.case_words import Event, clocks_of, steps_of, story_of
from civichub.web.staff.members.forms import WriteForm
from civichub.web.staff.members.ward import GROUND


@staff("case.represent")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """How far it is; the reading is written down."""
    now = timezone.now()
    found = representation_for(request.user, reference, at=now)
    return _page(request, found, WriteForm(), now)


def _page(request: HttpRequest, found: Representation, form: WriteForm, now: datetime) -> HttpResponse:
    audit_read(found.case, actor=request.user, at=now, ground=GROUND)
    seen = for_member(found, at=now)
    progress = seen.progress
    story = story_of(progress, in_full=seen.shares_words)
    if not seen.shares_words:
        story = [Event(event.title, "", event.at, event.kind) for event in story]
    values: dict[str, Any] = {
        "seen": seen,
        "acting": found,
        "case": found.case,
        "progress": progress,
        "story": story,
        "clocks": clocks_of(progress, now),
        "steps": steps_of(progress),
        "promises": progress.promises if seen.shares_words else (),
        "form": form,
    }
    return render(request, "staff/members/case.html", values)


@staff("case.represent")
@require_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Say or ask something in the resident's matter: it becomes work of the team."""
    now = timezone.now()
    found = representation_for(request.user, reference, at=now)
    form = WriteForm(request.POST)
    if form.is_valid():
        try:
            write_for_resident(representation=found, text=form.cleaned_data["text"], actor=request.user, at=now)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "The team has it. We tell you when they write back.")
            return redirect("ward-case", found.case.reference)
    return _page(request, found, form, now)


@staff("case.represent")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """The member acts no longer: after this the case is as if it were not there."""
    now = timezone.now()
    found = representation_for(request.user, reference, at=now)
    if request.method == "POST":
        end_representation(representation=found, actor=request.user, at=now)
        messages.success(request, "You no longer act in it. We are telling the resident.")
        return redirect("ward")
    return render(request, "staff/members/end.html", {"acting": found, "case": found.case})
