"""Forms and procedures: the list, a version's page with its editor, and its life from draft to withdrawn."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.definitions.operations import copy_version, publish_version, save_draft, withdraw_version
from civichub.core.errors import Conflict, NotFound
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.definition_forms import CopyForm, DraftForm, PublishForm, WithdrawForm
from civichub.web.staff.definition_kinds import KINDS, Kind, kind_of
from civichub.web.ui.components import Column

LONDON = ZoneInfo("Europe/London")
LARGEST_TEXT = 200_000


@staff("forms.edit")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The newest version of every form and procedure that the reader may change, or copy to change."""
    words = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    groups = [(kind, _matching(kind.editable_by(request.user), words)) for kind in KINDS.values()]
    columns = (Column("Name"), Column("Whose"), Column("Newest version"), Column("State"))
    return render(
        request, "staff/definitions.html",
        {"definition_groups": groups, "search": words, "columns": columns, "now": timezone.now()},
    )  # fmt: skip


def _matching(versions: Any, words: str) -> list[Any]:
    found = list(versions)
    if not words:
        return found
    return [one for one in found if words.lower() in one.title.lower() or words.lower() in one.key]


def page_of(request: HttpRequest, kind: Kind, version: Any, **more: Any) -> dict[str, Any]:
    """What every page about one version shows: what it is, what is in force, and what the reader may do."""
    now = timezone.now()
    owner = version.organisation_id
    return {
        "kind": kind,
        "version": version,
        "state": state_words(version, now),
        "current": kind.in_force(version.key, version.organisation, now),
        "versions": list(kind.versions(version.key, version.organisation).select_related("created_by", "published_by")),
        "may_edit": owner is not None and request.user.has_power("forms.edit", owner),
        "may_publish": owner is not None and request.user.has_power("forms.publish", owner),
        "list_url": reverse("definition-list"),
        "now": now,
        **more,
    }


def state_words(version: Any, now: datetime) -> str:
    """Draft, planned, in force, ended or withdrawn."""
    if version.is_draft:
        return "Draft"
    if version.state == "withdrawn":
        return "Withdrawn"
    if version.effective_from > now:
        return "Planned"
    return "Ended" if version.effective_until and version.effective_until <= now else "Live"


@staff("forms.edit")
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """A version: its text by line; a draft in the editor, with everything that is wrong with it."""
    kind = kind_of(word)
    version = kind.version_for(request.user, pk)
    owner = version.organisation_id
    if not version.is_draft or owner is None or not request.user.has_power("forms.edit", owner):
        if request.method == "POST":
            raise Conflict("This version is no draft any more. Make a new draft from it to change it.")
        return render(request, "staff/definition.html", page_of(request, kind, version, lines=_lines(version.source)))
    begun = {"text": version.source, "change_note": version.change_note, "seen_checksum": version.checksum}
    form = DraftForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        answer = _save(request, kind, version, form)
        if answer is not None:
            return answer
    text = form["text"].value() or ""
    _, problems = kind.library.examine_as(version.key, text.replace("\r\n", "\n"))
    context = page_of(request, kind, version, form=form, problems=problems, rows=max(24, text.count("\n") + 4),
                      numbers=range(1, text.count("\n") + 301))  # fmt: skip
    return render(request, "staff/definition_edit.html", context)


def _lines(text: str) -> list[tuple[int, str]]:
    return list(enumerate(text.splitlines(), start=1))


def _save(request: HttpRequest, kind: Kind, version: Any, form: DraftForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        saved, problems = save_draft(
            library=kind.library, key=version.key, text=data["text"].replace("\r\n", "\n"),
            organisation=version.organisation, version=version, seen_checksum=data["seen_checksum"],
            change_note=data["change_note"], actor=request.user, at=timezone.now(),
        )  # fmt: skip
    except Conflict as error:
        form.add_error("text", error.message)
        return None
    count = len(problems)
    said = f"It has {count} problem{'s' * (count != 1)} to put right before it can be published." if count else (
        "There is nothing wrong with it."
    )  # fmt: skip
    messages.success(request, f"The draft is saved. {said}")
    return redirect("definition", kind.key, saved.pk)


@staff("forms.edit")
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """A new draft with the text of this version, for one's own organisation."""
    kind = kind_of(word)
    version = kind.version_for(request.user, pk)
    owners = organisations_with(request, "forms.edit")
    form = CopyForm(request.POST or None, owners=choices_of(owners), initial={"organisation": version.organisation_id})

    def act(data: dict[str, Any]) -> str:
        owner = one_of(owners, int(data["organisation"]))
        made = copy_version(
            library=kind.library, version=version, organisation=owner, actor=request.user, at=timezone.now()
        )
        return reverse("definition", args=[kind.key, made.pk])

    page = FormPage(
        f"New draft from version {version.number}", reverse("definition", args=[kind.key, pk]),
        "The draft is yours to change. Nothing changes for residents until it is published.",
        caption=version.title or version.key, button="Make the draft",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff("forms.publish")
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Bring a draft into force, now or on a day."""
    kind, now = kind_of(word), timezone.now()
    version = kind.version_for(request.user, pk)
    form = PublishForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        day = data["day"] if data["when"] == "later" else None
        begins = datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC) if day else None
        publish_version(library=kind.library, version=version, effective_from=begins, actor=request.user, at=now)

    page = FormPage(
        f"Publish version {version.number}", reverse("definition", args=[kind.key, pk]), "It is published.",
        caption=version.title or version.key, button="Publish",
        guidance="What is in force now ends at that moment. Applications and cases that began with it keep it.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff("forms.publish")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """End a version, with the reason."""
    kind = kind_of(word)
    version = kind.version_for(request.user, pk)
    form = WithdrawForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        withdraw_version(
            library=kind.library, version=version, reason=data["reason"], actor=request.user, at=timezone.now()
        )

    page = FormPage(
        f"Withdraw version {version.number}", reverse("definition", args=[kind.key, pk]), "It is withdrawn.",
        caption=version.title or version.key, button="Withdraw",
        guidance="Nothing takes its place by itself: your own version gives way to the partnership’s shared one.",
    )  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff("forms.edit")
@require_GET
def difference(request: HttpRequest, word: str, pk: int, other: int) -> HttpResponse:
    """What changed between two versions of one definition, line by line."""
    kind = kind_of(word)
    version, before = kind.version_for(request.user, pk), kind.version_for(request.user, other)
    if before.key != version.key:
        raise NotFound
    lines = [line for line in difflib.unified_diff(
        before.source.splitlines(), version.source.splitlines(), n=3, lineterm="") if line[:3] not in ("---", "+++")
    ]  # fmt: skip
    marked = [({"+": "added", "-": "taken out", "@": "place"}.get(line[:1], ""), line) for line in lines]
    context = page_of(request, kind, version, before=before, marked=marked)
    return render(request, "staff/definition_difference.html", context)


@staff("forms.edit")
@require_POST
def check(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """What is wrong with a text that is not saved yet: the list beside the editor, asked for while typing."""
    kind = kind_of(word)
    version = kind.version_for(request.user, pk)
    text = request.POST.get("text", "")[:LARGEST_TEXT].replace("\r\n", "\n")
    _, problems = kind.library.examine_as(version.key, text)
    return render(request, "staff/parts/problems.html", {"problems": problems})
