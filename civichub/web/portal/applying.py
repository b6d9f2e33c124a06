"""Filling in a form: one page after another, files, and the two pages that say "not here" and "not for this"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import Conflict, Invalid, NotFound
from civichub.forms.definition import Note, Page
from civichub.forms.engine import FieldError, is_met, previous_page, raw_from_fields
from civichub.forms.models import DraftFile
from civichub.forms.operations import attach_file, remove_file, save_page
from civichub.forms.queries import files_of
from civichub.web.access import public
from civichub.web.portal import lookups
from civichub.web.portal.drafts import Filling, again, filling_of
from civichub.web.portal.gates import of_a_draft
from civichub.web.portal.notices import notices_for_answers
from civichub.web.portal.onward import after_page, whose_duty
from civichub.web.portal.questions import PageForm
from civichub.web.portal.visitor import place_of


@public
@of_a_draft
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """One page of the form. A page that these answers do not lead to gives way to the one they do."""
    filling = filling_of(request, token)
    if filling.draft.state == "finished":
        return redirect(filling.url("sent"))
    if key not in filling.way.open_pages:
        if key not in {page.key for page in filling.form.pages}:
            raise NotFound
        return redirect(filling.resume_url)
    asked = filling.form.page(key)
    if request.method == "POST":
        return _save(request, filling, asked)
    address = lookups.asks(asked, "address")
    around: dict[str, Any] = {}
    if address is not None:
        answer = filling.way.answers.get(address.key)
        around = lookups.address_found(address, answer, place_of(request), request.GET.get("how", ""))
    return _show(request, filling, asked, around)


def _save(request: HttpRequest, filling: Filling, asked: Page) -> HttpResponse:
    raw = raw_from_fields(asked, dict(request.POST.lists()))
    around, fault = _look_up(request, asked, raw)
    faults = _take_files(request, filling, asked)
    if fault is not None or faults or request.POST.get("action") in ("upload", "find"):
        told = [*faults, *([fault] if fault and fault.message else [])]
        return _show(request, filling, asked, around, faults=told, posted=True)
    try:
        saved = save_page(draft=filling.draft, page=asked.key, raw=raw, actor=filling.actor, at=filling.at)
    except Conflict:
        return redirect(filling.url("resume"))
    if saved.errors:
        return _show(request, filling, asked, around, faults=saved.errors, posted=True)
    return redirect(after_page(again(filling, saved.draft), asked.key, changing="change" in request.GET))


def _look_up(request: HttpRequest, asked: Page, raw: dict[str, Any]) -> tuple[dict[str, Any], FieldError | None]:
    address, place = lookups.asks(asked, "address"), lookups.asks(asked, "location")
    if address is not None:
        how = request.POST.get(f"{address.key}__how", "find")
        return lookups.read_address(address, raw, how if how in lookups.HOW else "find")
    if place is not None:
        return lookups.read_place(place, raw, request.POST)
    return {}, None


def _take_files(request: HttpRequest, filling: Filling, asked: Page) -> list[FieldError]:
    faults = []
    for question in (found for found in asked.questions if found.type == "file"):
        for file in request.FILES.getlist(question.key)[:20]:
            most = question.max_megabytes * 1_000_000
            if (file.size or 0) > most:
                words = question.error("too_big") or f"{file.name} must be smaller than {question.max_megabytes} MB"
                faults.append(FieldError(question.key, question.key, "too_big", words))
                continue
            try:
                attach_file(
                    draft=filling.draft,
                    question=question.key,
                    name=file.name or "file",
                    content=file.read(),
                    actor=filling.actor,
                    at=filling.at,
                )
            except Invalid as error:
                faults.append(FieldError(question.key, question.key, "refused", error.message))
    return faults


def _show(
    request: HttpRequest,
    filling: Filling,
    asked: Page,
    around: dict[str, Any],
    *,
    faults: Sequence[FieldError] = (),
    posted: bool = False,
) -> HttpResponse:
    files = _files(filling)
    surroundings = lookups.surroundings(place_of(request), asked, files=files, **around)
    form = PageForm(
        filling.form,
        asked,
        filling.way.answers,
        today=filling.today,
        around=surroundings,
        data=request.POST if posted else None,
        faults=faults,
    )
    uploads = [one for one in asked.questions if one.key in form.fields and one.type == "file"]
    place = lookups.asks(asked, "location")
    before = previous_page(filling.form, filling.way.answers, asked.key, today=filling.today)
    notes = _notes(filling, asked)
    values = {
        "filling": filling,
        "form": form,
        "page": asked,
        "notes": notes,
        "heading": len(form.asked_fields()) == 1 and not asked.intro and not notes and not uploads,
        "uploads": [(question, files.get(question.key, [])) for question in uploads],
        "takes_several": any(question.max_files > 1 for question in uploads),
        "offered_key": f"{place.key}__offered" if place and surroundings.found else "",
        "suggests": place is not None,
        "back_url": _back(request, filling, before),
        "multipart": bool(uploads),
        "page_has_errors": bool(faults),
        "service_notices": _notices(request, filling),
    }
    return render(request, "portal/question.html", values)


def _notices(request: HttpRequest, filling: Filling) -> list[Any]:
    return notices_for_answers(request, filling.draft.context.get("service"), filling.way.answers, at=filling.at)


def _back(request: HttpRequest, filling: Filling, before: str) -> str:
    if "change" in request.GET and filling.way.is_complete:
        return filling.url("check-answers")
    return filling.page_url(before) if before else filling.url("about-form")


def _notes(filling: Filling, asked: Page) -> list[Note]:
    answers = filling.way.answers
    return [note for note in asked.notes if is_met(note.when, filling.form, answers, filling.today)]


def _files(filling: Filling) -> dict[str, list[DraftFile]]:
    grouped: dict[str, list[DraftFile]] = defaultdict(list)
    for file in files_of(filling.draft):
        grouped[file.question].append(file)
    return grouped


@public
@of_a_draft
@require_POST
def remove_upload(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """Take a file away again."""
    filling = filling_of(request, token)
    file = files_of(filling.draft).filter(ref=ref).first()
    if file is None:
        raise NotFound
    key = filling.form.page_of(file.question).key
    remove_file(draft=filling.draft, ref=ref, actor=filling.actor, at=filling.at)
    return redirect(filling.page_url(key))


@public
@of_a_draft
@require_GET
def about(request: HttpRequest, token: str) -> HttpResponse:
    """Back from the first page: the page of the service."""
    return redirect("service", slug=filling_of(request, token).service.slug)


@public
@of_a_draft
@require_GET
def not_eligible(request: HttpRequest, token: str) -> HttpResponse:
    """You cannot ask for this because…, and what to do instead."""
    filling = filling_of(request, token)
    if filling.way.refusal is None:
        return redirect(filling.resume_url)
    values = {"filling": filling, "refusal": filling.way.refusal, "back_url": filling.page_url(filling.way.pages[-1])}
    return render(request, "portal/not_eligible.html", values)


@public
@of_a_draft
@require_GET
def elsewhere(request: HttpRequest, token: str) -> HttpResponse:
    """Nobody of the partnership does this at that place: who may."""
    filling = filling_of(request, token)
    whose = whose_duty(filling)
    if whose is None or whose.answer.provision is not None:
        return redirect(filling.resume_url)
    where = next(question for question in filling.form.questions if question.maps_to == "case.location")
    back = filling.page_url(filling.form.page_of(where.key).key)
    return render(request, "portal/elsewhere.html", {"filling": filling, "answer": whose.answer, "back_url": back})
