"""Sentences that callers hear: which somebody has recorded, which the machine says, and taking recordings in."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.core.speech import NoVoice
from civichub.telephony.models import Language, RecordedSentence
from civichub.telephony.operations import bring_back_sentence, record_sentence, remove_sentence
from civichub.telephony.phrases import PHRASES
from civichub.telephony.recorded import (
    UNDO_DAYS,
    Entry,
    Voiced,
    entries_of,
    entry_of,
    recorded_kept_by,
    versions_of,
)
from civichub.telephony.sentences import KIND_WORDS
from civichub.telephony.sound import wav_of
from civichub.telephony.speech import spoken
from civichub.web import csv_file
from civichub.web.access import staff
from civichub.web.byte_ranges import in_part
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import chosen_organisation, one_of, organisations_with
from civichub.web.ui.components import ChosenFilter
from civichub.web.ui.forms import HubForm, UploadField
from civichub.web.ui.paging import address_with, numbered_pager
from civichub.web.ui.tags.filters import counted

RUNS = "work.supervise"
ROWS = 50
MOST_FILES, LARGEST = 40, 20_000_000  # bytes: a minute of 24 bits in stereo at 48,000 is 17 MB
FORMAT = "WAV, in mono or stereo and at any usual rate: the hub makes it fit for the telephone. At most a minute."
VOICED_WORDS = {
    Voiced.RECORDED: "Recorded",
    Voiced.MACHINE: "Machine voice",
    Voiced.CHANGED: "Words changed",
    Voiced.UNSAID: "Said no more",
}


class RecordingForm(HubForm):
    """A recording of one sentence."""

    file = UploadField(label="Recording", hint=FORMAT, accept=".wav,audio/wav", largest=LARGEST)


class RecordingsForm(HubForm):
    """Recordings by the file names of the script."""

    files = UploadField(
        label="Recordings", multiple=True, accept=".wav,audio/wav", largest=LARGEST, missing="Choose the files",
        hint=f"{FORMAT} Up to {MOST_FILES} files at once, named as in the script: en-next.wav",
    )  # fmt: skip

    def clean_files(self) -> list[Any]:
        """No more than can be worked through in one answer."""
        files: list[Any] = self.cleaned_data["files"]
        if len(files) > MOST_FILES:
            raise ValidationError(f"Choose at most {MOST_FILES} files at once. You chose {len(files)}")
        return files


@staff(RUNS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every sentence of an organisation's lines, by what is asked for."""
    organisation = chosen_organisation(request, RUNS)
    entries = entries_of(organisation, timezone.now())
    asked = _asked(request)
    found = [one for one in entries if _fits(one, asked)]
    pages = max(1, -(-len(found) // ROWS))
    number = request.GET.get("page", "")
    asked_for = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    page = min(pages, max(1, asked_for))
    context = {
        "organisation": organisation, "organisations": list(organisations_with(request, RUNS)),
        "rows": found[(page - 1) * ROWS : page * ROWS], "asked": asked,
        "pager": numbered_pager(request, page=page, pages=pages, total=len(found)),
        "sums": _sums(request, entries), "chosen": _chosen(request, asked), "choices": _CHOICES,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "staff/telephony/sentences.html", context)


_CHOICES: dict[str, dict[str, str]] = {
    "language": {code: str(label) for code, label in Language.choices if code in PHRASES},
    "kind": {str(kind): words for kind, words in KIND_WORDS.items()},
    "voiced": {str(voiced): words for voiced, words in VOICED_WORDS.items()},
}


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filters of an address; what is none of theirs is left out."""
    asked = {name: request.GET.get(name, "") for name in _CHOICES}
    asked = {name: value if value in _CHOICES[name] else "" for name, value in asked.items()}
    return {**asked, "q": request.GET.get("q", "").replace("\x00", "")[:80].strip()}


def _fits(one: Entry, asked: dict[str, str]) -> bool:
    words = f"{one.words} {one.where} {one.file}".casefold()
    return asked["q"].casefold() in words and all(asked[name] in ("", getattr(one, name)) for name in _CHOICES)


def _chosen(request: HttpRequest, asked: dict[str, str]) -> list[ChosenFilter]:
    words = {name: _CHOICES[name].get(asked[name], "") for name in _CHOICES} | {"q": asked["q"]}
    return [
        ChosenFilter(label, address_with(request, **{name: None}, page=None)) for name, label in words.items() if label
    ]


def _sums(request: HttpRequest, entries: list[Entry]) -> list[tuple[int, str, str, str]]:
    """How many are said by whom: the figure, its words, where it leads, and whether it is good or bad."""
    number = Counter(one.voiced for one in entries)
    tones = {Voiced.RECORDED: "good", Voiced.CHANGED: "warning"}
    always = (Voiced.RECORDED, Voiced.MACHINE)
    return [
        (number[one], words.lower(), address_with(request, voiced=one.value, page=None), tones.get(one, ""))
        for one, words in VOICED_WORDS.items()
        if number[one] or one in always
    ]


@staff(RUNS)
@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """What somebody is to read aloud, with the names of the files, to print; `?as=csv` is the same as a file."""
    organisation, asked = chosen_organisation(request, RUNS), _asked(request)
    found = [one for one in entries_of(organisation, timezone.now()) if _fits(one, asked) and one.kind]
    if request.GET.get("as") == "csv":
        rows = ((f"{one.file}.wav", one.words, one.about, VOICED_WORDS[one.voiced]) for one in found)
        return csv_file.stream(f"script-{organisation.slug}", (("File", "Words", "About", "Said by"), *rows))
    by_language = [(label, [one for one in found if one.language == code]) for code, label in Language.choices]
    context = {
        "organisation": organisation, "parts": [part for part in by_language if part[1]], "number": len(found),
        "back": f"{reverse('sentences')}?{request.GET.urlencode()}", "as_file": address_with(request, **{"as": "csv"}),
        "today": timezone.now(),
    }  # fmt: skip
    return render(request, "staff/telephony/sentences_script.html", context)


def _list_of(organisation: Any) -> str:
    return f"{reverse('sentences')}?organisation={organisation.slug}"


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def sentence(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One sentence of the organisation: heard, recorded, and what was recorded of it before."""
    organisation = one_of(organisations_with(request, RUNS), pk)
    entry = entry_of(organisation, name, timezone.now())
    form = RecordingForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content, by = form.cleaned_data["file"].read(), {"actor": request.user, "at": timezone.now()}
        try:
            record_sentence(organisation=organisation, file=name, content=content, **by)
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Callers hear your recording from now on.")
            return redirect("sentence", pk, name)
    context = {
        "organisation": organisation, "entry": entry, "versions": versions_of(organisation, entry),
        "back": _list_of(organisation), "undo_days": UNDO_DAYS, "form": form,
        "language": Language(entry.language).label,
    }  # fmt: skip
    return render(request, "staff/telephony/sentence.html", context)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Several recordings at once: each is kept or refused by itself, and may be sent again."""
    organisation = chosen_organisation(request, RUNS)
    form = RecordingsForm(request.POST if request.method == "POST" else None, request.FILES or None)
    back = _list_of(organisation)
    refused: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["files"]
        refused = _keep_each(request, organisation, files)
        if kept := len(files) - len(refused):
            messages.success(request, f"{counted(kept, 'recording')} kept. Callers hear what is there from now on.")
        if not refused:
            return redirect(back)
        form.add_error("files", f"{counted(len(refused), 'file')} could not be used. See why, then choose again")
    script_of = f"{reverse('sentences-script')}?organisation={organisation.slug}"
    context = {"organisation": organisation, "form": form, "back": back, "script": script_of, "refused": refused}
    return render(request, "staff/telephony/sentences_take_in.html", context)


def _keep_each(request: HttpRequest, organisation: Any, files: list[Any]) -> list[tuple[str, str]]:
    """The names of those that could not be kept, with the reason."""
    refused = []
    for sent in files:
        file = sent.name.lower().removesuffix(".wav")
        by = {"actor": request.user, "at": timezone.now()}
        try:
            record_sentence(organisation=organisation, file=file, content=sent.read(), **by)
        except HubError as error:
            refused.append((sent.name, error.message))
    return refused


@staff(RUNS)
@require_GET
def listen(request: HttpRequest, pk: int) -> HttpResponse:
    """A recording as callers hear it, or the part that a player asks for."""
    recording = recorded_kept_by(request.user, pk)
    return _sound(request, bytes(recording.sound), str(recording))


@staff(RUNS)
@require_GET
def machine(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The same sentence as the machine says it."""
    entry = entry_of(one_of(organisations_with(request, RUNS), pk), name, timezone.now())
    try:
        content = wav_of(spoken(entry.words, entry.language))
    except NoVoice as error:
        raise NotFound() from error
    return _sound(request, content, f"{name}-machine")


def _sound(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    answer = in_part(content, request.headers.get("Range", ""), content_type="audio/wav")
    answer["Content-Disposition"] = f'inline; filename="{name}.wav"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


@staff(RUNS)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the machine say it again."""
    recording = remove_sentence(recording=recorded_kept_by(request.user, pk), actor=request.user, at=timezone.now())
    return _back(request, recording, f"It is removed. You can use it again for {UNDO_DAYS} days.")


@staff(RUNS)
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Use one again that was removed or replaced."""
    recording = bring_back_sentence(recording=recorded_kept_by(request.user, pk), actor=request.user, at=timezone.now())
    return _back(request, recording, "Callers hear this recording again.")


def _back(request: HttpRequest, recording: RecordedSentence, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("sentence", recording.organisation_id, str(recording))
