"""A councillor's own questions, and those that other members share with their ward or group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.models import AskedByMember, SharedWith
from civichub.cases.operations.asking_as_member import ask_as_member, change_sharing
from civichub.cases.operations.intake import Request
from civichub.cases.queries import progress_of
from civichub.cases.queries.representing import asked_by_member_for
from civichub.catalogue.queries import service_of_procedure
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.core.idempotency import once
from civichub.places.queries import seats_of
from civichub.procedures.definition import MEMBER_ENQUIRY
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.portal.case_words import clocks_of, steps_of, story_of
from civichub.web.ui.forms import HubForm, LongTextField, OneChoiceField, TextField, YesNoField

GROUND = "A question of a member, shared as that member chose"


class QuestionForm(HubForm):
    """What a member wants to know, and who else may see the answer."""

    title = TextField(label="What is it about, in a few words?", missing="Enter what it is about", max_length=100)
    text = LongTextField(label="What would you like to know?", missing="Enter what you would like to know", limit=6000)
    somebody = YesNoField(
        label="Is it about a particular person who asked you to act?",
        hint="If they want something done, take that up for them instead: then they hear of it themselves.",
        missing="Select whether it is about a particular person",
    )
    sharing = OneChoiceField(
        label="Who may see this question and our answer?", choices=SharedWith.choices,
        missing="Select who may see our answer",
    )  # fmt: skip
    about = TextField(label="Reference of a case it is about, if there is one", required=False, max_length=20)


class SharingForm(HubForm):
    """Who else may see it from now on."""

    sharing = OneChoiceField(
        label="Who may see it?", choices=SharedWith.choices, missing="Select who may see our answer"
    )


@staff("case.represent")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask; the answer comes by email, and stands on the question's page."""
    now, seat = timezone.now(), seats_of(request.user).first()
    if seat is None:
        raise PermissionDenied("No seat is linked to your account. Ask the council’s administrator to link yours.")
    service = service_of_procedure(MEMBER_ENQUIRY)
    form = QuestionForm(request.POST or None, initial={"sharing": SharedWith.OWN})
    key = request.POST.get("key", "")[:80] or f"{int(now.timestamp() * 1000)}"
    if request.method == "POST" and form.is_valid() and service is not None:
        typed = form.cleaned_data
        answers = {"sharing": typed["sharing"], "about_somebody": typed["somebody"], "role": "councillor"}
        wanted = Request(
            service=service, front_door=seat.organisation, channel="partner", title=typed["title"],
            description=typed["text"], answers=answers, about=typed["about"],
        )  # fmt: skip

        def act() -> str:
            asked = ask_as_member(request=wanted, seat=seat, shared_with=typed["sharing"], actor=request.user, at=now)
            return asked.reference

        try:
            opened, _ = once(scope=f"question:{request.user.pk}", key=key, request=typed, at=now, act=act)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Your question is with the team. The answer comes by email and stands here.")
            return redirect("ward-question", opened)
    return render(request, "staff/members/ask.html", {"form": form, "seat": seat, "service": service, "key": key})


def _found(request: HttpRequest, reference: str) -> AskedByMember:
    if "\x00" in reference:
        raise NotFound
    return asked_by_member_for(request.user, reference, at=timezone.now())


@staff("case.represent")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The question, how far it is, and the answer; the reading is written down."""
    now, asked = timezone.now(), _found(request, reference)
    audit_read(asked.case, actor=request.user, at=now, ground=GROUND)
    progress = progress_of(asked.case, at=now)
    context: dict[str, Any] = {
        "asked": asked,
        "case": asked.case,
        "progress": progress,
        "mine": asked.seat.account_id == request.user.pk,
        "story": story_of(progress, in_full=True),
        "clocks": clocks_of(progress, now),
        "steps": steps_of(progress),
        "form": SharingForm(initial={"sharing": asked.shared_with}),
    }
    return render(request, "staff/members/question.html", context)


@staff("case.represent")
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, reference: str) -> HttpResponse:
    """The member who asked shares it with more, or with fewer."""
    asked = _found(request, reference)
    if asked.seat.account_id != request.user.pk:
        raise NotFound
    form = SharingForm(request.POST or None, initial={"sharing": asked.shared_with})
    if request.method == "POST" and form.is_valid():
        change_sharing(asked=asked, shared_with=form.cleaned_data["sharing"], actor=request.user, at=timezone.now())
        messages.success(request, "It is shared as you chose, from now on.")
        return redirect("ward-question", asked.case.reference)
    return render(request, "staff/members/share.html", {"asked": asked, "case": asked.case, "form": form})
