"""What the person whose case it is may do: answer, add a file, say it is not fixed, take a step that is theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.cases.operations.attachments import MOST_BYTES, attach_to_case
from civichub.cases.operations.notes import record_answer
from civichub.cases.operations.steps import move_case, reopen_case
from civichub.cases.queries import attachment_of, progress_of
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.procedures.definition import NOTE, Transition
from civichub.web.access import public, resident
from civichub.web.downloads import download
from civichub.web.errors import add_refusal
from civichub.web.portal.gates import not_kept
from civichub.web.portal.tracked import Tracked, tracked_of
from civichub.web.portal.tracking import AnswerForm, FileForm, show_progress
from civichub.web.ui.forms import HubForm, LongTextField

# What a browser may do with a file that somebody sent us: nothing but keep it.


class ReopenForm(HubForm):
    """Why it is not over."""

    why = LongTextField(label="What is still wrong?", missing="Enter what is still wrong", limit=2000)


class ReasonForm(HubForm):
    """What a step of the resident's asks of them: nothing, or a reason in their own words."""

    def __init__(self, *args: Any, step: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if NOTE in step.requires:
            self.fields["words"] = LongTextField(label="Tell us why", missing="Enter why", limit=4000)


def _acting(request: HttpRequest, which: dict[str, str]) -> Tracked:
    tracked = tracked_of(request, **which)
    if not tracked.may_act:
        raise NotFound
    return tracked


def _answer(request: HttpRequest, **which: str) -> HttpResponse:
    tracked = _acting(request, which)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            record_answer(case=tracked.case, text=form.cleaned_data["text"], actor=tracked.actor, at=tracked.at)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "We have your answer.")
            return redirect(tracked.url(""))
    return show_progress(request, tracked, answer_form=form, form=form)


def _add_file(request: HttpRequest, **which: str) -> HttpResponse:
    tracked = _acting(request, which)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)
        try:
            attach_to_case(case=tracked.case, name=file.name, content=content, actor=tracked.actor, at=tracked.at)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "We have your file.")
            return redirect(tracked.url(""))
    return show_progress(request, tracked, file_form=form, form=form)


def _reopen(request: HttpRequest, **which: str) -> HttpResponse:
    tracked = _acting(request, which)
    progress = progress_of(tracked.case, at=tracked.at)
    if progress.reopening is None:
        return redirect(tracked.url(""))
    form = ReopenForm(request.POST) if request.method == "POST" else ReopenForm()
    if request.method == "POST" and form.is_valid():
        try:
            reopen_case(case=tracked.case, why=form.cleaned_data["why"], actor=tracked.actor, at=tracked.at)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "We have put it back to work. The team can read what you told us.")
            return redirect(tracked.url(""))
    label, stage = progress.reopening.label, progress.procedure.stage(progress.reopening.to)
    values = {"title": label or "It is not fixed", "button": label or "Put it back to work", "stage": stage}
    values |= {"tracked": tracked, "form": form, "reopening": progress.reopening, "back_url": tracked.url("")}
    return render(request, "portal/reopen.html", values)


def _step(request: HttpRequest, step: str, **which: str) -> HttpResponse:
    tracked = _acting(request, which)
    progress = progress_of(tracked.case, at=tracked.at)
    taken = next((one for one in progress.steps if one.key == step), None)
    if taken is None:
        raise NotFound
    form = ReasonForm(request.POST if request.method == "POST" else None, step=taken)
    values: dict[str, Any] = {"tracked": tracked, "step": taken, "form": form, "back_url": tracked.url("")}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/resident_step.html", values)
    try:
        move_case(
            case=tracked.case,
            step=taken.key,
            outcome=taken.outcomes[0] if taken.outcomes else "",
            public_note=form.cleaned_data.get("words") or "",
            note="" if form.fields else "At the customer's own wish.",
            seen_stage=tracked.case.stage,
            as_resident=True,
            actor=tracked.actor,
            at=tracked.at,
        )
    except HubError as error:
        return render(request, "portal/resident_step.html", {**values, "problem": error.message})
    messages.success(request, "Done. We have made a note of it.")
    return redirect(tracked.url(""))


def _file(request: HttpRequest, file: str, **which: str) -> HttpResponse:
    tracked = tracked_of(request, **which)
    hides = not tracked.may_act or (tracked.case.sensitive and not tracked.is_own)
    found = None if hides else attachment_of(tracked.case, file[:60])
    if found is None:
        raise NotFound
    ground = "Their own case" if tracked.is_own else "The link in a message to the reporter"
    audit_read(found, actor=tracked.actor, at=tracked.at, ground=ground)
    return download(found)


_POSTED = require_POST
_ASKED = require_http_methods(["GET", "HEAD", "POST"])

answer_by_link = public(not_kept(_POSTED(_answer)))
add_file_by_link = public(not_kept(_POSTED(_add_file)))
reopen_by_link = public(not_kept(_ASKED(_reopen)))
step_by_link = public(not_kept(_ASKED(_step)))
file_by_link = public(not_kept(require_GET(_file)))

answer_own = resident(not_kept(_POSTED(_answer)))
add_file_own = resident(not_kept(_POSTED(_add_file)))
reopen_own = resident(not_kept(_ASKED(_reopen)))
step_own = resident(not_kept(_ASKED(_step)))
file_own = resident(not_kept(require_GET(_file)))
