"""Following a request: by reference and something known, by the link in a message, or in the account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import system_account
from civichub.cases.operations.follow import stop_following
from civichub.cases.queries import case_by_reference, facts_for_message, follower_by_id, progress_of
from civichub.cases.queries.telling import followers_to_tell
from civichub.cases.tracking import knows_the_case
from civichub.catalogue.queries import service_of_procedure
from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.notifications.links import read_stop_link, track_link
from civichub.notifications.operations import send_track_link
from civichub.web.access import public
from civichub.web.portal.acting_for import acting_lines
from civichub.web.portal.case_words import clocks_of, files_of, steps_of, story_of
from civichub.web.portal.gates import not_kept
from civichub.web.portal.tracked import Tracked, tracked_of
from civichub.web.portal.visitor import came_from
from civichub.web.ui.forms import EmailField, HubForm, LongTextField, TextField, UploadField

SCOPE = "track"
NOT_FOUND = (
    "We cannot find a request with that reference and that detail. Check both. The detail is one you gave with the "
    "request."
)
TOO_OFTEN = "You have tried too often. Wait five minutes, then try again, or call us."


class TrackForm(HubForm):
    """A reference, and something that only the person who made the request is likely to know."""

    reference = TextField(
        label="Reference",
        hint="Nine letters and numbers, like 7KM-4PQ-XT4. Spaces and capitals do not matter.",
        missing="Enter your reference",
        width=20,
        max_length=40,
    )
    known = TextField(
        label="Email address, last 4 digits of your phone number, or postcode",
        hint="One that you gave us with the request",
        missing="Enter the email address, the last 4 digits of the phone number, or the postcode that you gave us",
        max_length=254,
    )


class LinkForm(HubForm):
    """A reference, and the address to which the link goes if it was given with the request."""

    reference = TextField(
        label="Reference", hint="Nine letters and numbers, like 7KM-4PQ-XT4", missing="Enter your reference", width=20,
        max_length=40,
    )  # fmt: skip
    email = EmailField(label="Email address", hint="The one that you gave us with the request")


class AnswerForm(HubForm):
    """The answer to our question, or something more to say."""

    text = LongTextField(label="Your answer", missing="Enter your answer", limit=4000)


class FileForm(HubForm):
    """A file for the case."""

    file = UploadField(
        label="Choose a file",
        hint="A PDF, a photo (JPG, PNG or HEIC) or a document (DOCX or ODT) of up to 10 MB",
        missing="Choose a file",
        accept=".pdf,.jpg,.jpeg,.png,.heic,.docx,.odt",
    )


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """The same answer for a reference that does not exist and for a wrong detail, however often it is asked."""
    if request.method != "POST":
        return render(request, "portal/track.html", {"form": TrackForm()})
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/track.html", {"form": form})
    at = timezone.now()
    reference = parse_reference(form.cleaned_data["reference"]) or ""
    keys = (came_from(request), reference)
    if too_many_tries(SCOPE, keys, at=at):
        form.add_error(None, TOO_OFTEN)
        return render(request, "portal/track.html", {"form": form}, status=429)
    case = case_by_reference(reference) if reference else None
    if case is not None and knows_the_case(case, form.cleaned_data["known"]):
        return redirect(urlsplit(track_link(case.reference)).path)
    count_try(scope=SCOPE, keys=keys, actor=system_account(), at=at)
    form.add_error(None, NOT_FOUND)
    return render(request, "portal/track.html", {"form": form})


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def email_link(request: HttpRequest) -> HttpResponse:
    """Send the link of a request to the address that was given with it; the answer is the same for any other."""
    form = LinkForm(request.POST or None)
    sent = False
    if request.method == "POST" and form.is_valid():
        at, reference = timezone.now(), parse_reference(form.cleaned_data["reference"]) or ""
        keys = (came_from(request), reference)
        if too_many_tries(SCOPE, keys, at=at):
            form.add_error(None, TOO_OFTEN)
            return render(request, "portal/track_email.html", {"form": form}, status=429)
        count_try(scope=SCOPE, keys=keys, actor=system_account(), at=at)
        case, sent = case_by_reference(reference) if reference else None, True
        if case is not None:
            send_track_link(
                facts=facts_for_message(case.pk), followers=followers_to_tell(case.pk),
                email=form.cleaned_data["email"], actor=system_account(), at=at,
            )  # fmt: skip
    return render(request, "portal/track_email.html", {"form": form, "sent": sent})


@public
@not_kept
@require_GET
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is, for whoever holds the link."""
    return show_progress(request, tracked_of(request, token=token))


def show_progress(request: HttpRequest, tracked: Tracked, **more: Any) -> HttpResponse:
    """The page of a case as its reporter or a follower sees it."""
    progress = progress_of(tracked.case, at=tracked.at)
    hides = tracked.case.sensitive and not tracked.is_own
    values = {
        "tracked": tracked,
        "case": tracked.case,
        "progress": progress,
        "title": "Your request" if hides else tracked.case.service.title,
        "story": story_of(progress, in_full=tracked.is_own),
        "clocks": clocks_of(progress, tracked.at),
        "steps": steps_of(progress),
        "files": [] if hides else files_of(progress, lambda token: tracked.url("file", token)),
        "question": None if hides else progress.question,
        "acting": acting_lines(tracked.case, tracked.at) if tracked.may_act else [],
        "resident_steps": [(step, tracked.url("step", step.key)) for step in progress.steps],
        "answer_form": AnswerForm(),
        "file_form": FileForm(),
        "answer_url": tracked.url("answer"),
        "add_file_url": tracked.url("add-file"),
        "reopen_url": tracked.url("reopen"),
        "complaint": None if progress.procedure.register else service_of_procedure(progress.procedure.complaints_by),
        **more,
    }
    return render(request, "portal/progress.html", values)


@public
@not_kept
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more messages about a report: one press of a button, because mail programs open links by themselves."""
    follower_id = read_stop_link(token)
    follower = follower_by_id(follower_id) if follower_id is not None else None
    if follower is None:
        raise NotFound
    stopped = follower.stopped_at is not None
    if request.method == "POST" and not stopped:
        stop_following(follower=follower, actor=system_account(), at=timezone.now())
        stopped = True
    values = {"stopped": stopped, "service": follower.case.service, "useful_url": ""}
    return render(request, "portal/stop_following.html", values)
