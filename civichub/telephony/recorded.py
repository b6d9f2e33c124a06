"""Reads of recorded sentences: which there are beside what is said, and bringing them to where the exchange plays."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.telephony.models import RecordedSentence
from civichub.telephony.sentences import KIND_WORDS, Kind, Sentence, sentences_of
from civichub.telephony.speech import file_name, put_file, recorded_in

TOPIC = "recorded-sentences"
UNDO_DAYS = 30  # a recording that was replaced or removed can be brought back for so long


class Voiced(StrEnum):
    """Who says a sentence: somebody, or the machine; CHANGED is recorded with other words, which nobody hears, and
    UNSAID a recording of what is said no more."""

    RECORDED = "recorded"
    MACHINE = "machine"
    CHANGED = "changed"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence and its recording, if there is one. Of what is said no more the words are those of the recording."""

    language: str
    name: str
    words: str
    where: str
    kind: str
    voiced: Voiced
    recording: RecordedSentence | None

    @property
    def file(self) -> str:
        """What the file of its recording is called, without .wav."""
        return f"{self.language}-{self.name}"

    @property
    def about(self) -> str:
        """Whose it is, or what it is about, in words."""
        return self.where or KIND_WORDS[Kind(self.kind)]


def entries_of(organisation: Any, at: datetime) -> list[Entry]:
    """Every sentence of the organisation's lines, then the recordings of what is said no more."""
    found = RecordedSentence.objects.in_use().filter(organisation=organisation).select_related("made_by").defer("sound")
    held = {str(one): one for one in found}
    spoken = {(one.language, _heard(one.words)): one for one in held.values()}
    entries = [_entry(one, held.pop(one.file, None), spoken) for one in sentences_of(organisation, at)]
    for left in sorted(held.values(), key=str):
        entries.append(Entry(left.language, left.name, left.words, "Said no more", "", Voiced.UNSAID, left))
    return entries


def _entry(said: Sentence, own: RecordedSentence | None, spoken: dict[tuple[str, str], RecordedSentence]) -> Entry:
    same = spoken.get((said.language, _heard(said.words)))  # perhaps of another line that says the same
    recording = same or own
    voiced = Voiced.RECORDED if same else Voiced.CHANGED if own else Voiced.MACHINE
    return Entry(said.language, said.name, said.words, said.where, said.kind, voiced, recording)


def _heard(words: str) -> str:
    return " ".join(words.split())


def entry_of(organisation: Any, file: str, at: datetime) -> Entry:
    """The one whose file is called so, also one that is said no more and was removed. Raises `NotFound`."""
    found = next((one for one in entries_of(organisation, at) if one.file == file), None)
    if found is not None:
        return found
    language, _, name = file.partition("-")
    last = _versions(organisation, language, name).first()
    if last is None:
        raise NotFound()
    return Entry(language, name, last.words, "Said no more", "", Voiced.UNSAID, None)


def versions_of(organisation: Any, entry: Entry) -> list[RecordedSentence]:
    """All that was recorded of it and is still there, the latest first."""
    return list(_versions(organisation, entry.language, entry.name))


def _versions(organisation: Any, language: str, name: str) -> QuerySet[RecordedSentence]:
    found = RecordedSentence.objects.filter(organisation=organisation, language=language, name=name)
    return found.select_related("made_by", "ended_by").defer("sound")


def recorded_kept_by(user: Any, pk: int) -> RecordedSentence:
    """One of the organisations whose day this person runs. Raises `NotFound`."""
    found = RecordedSentence.objects.kept_by(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def outlived_sentences(today: date) -> list[RecordedSentence]:
    """Those that were replaced or removed too long ago to be brought back, some hundreds at a time."""
    last = today - timedelta(days=UNDO_DAYS)
    return list(RecordedSentence.objects.filter(ended_at__date__lt=last).defer("sound")[:500])


def bring_recorded(folder: Path) -> None:
    """Make the folder of sounds hold exactly the recordings in use: what was there before and is not any more goes.

    A file is as old as its recording, to the microsecond and the end of its key, by which it is known for the same.
    Raises `OSError` for a full disk.
    """
    rows = RecordedSentence.objects.in_use().order_by("made_at", "pk")
    wanted: dict[Path, tuple[int, int]] = {}
    for pk, organisation, language, words, made_at in rows.values_list(
        "pk", "organisation", "language", "words", "made_at"
    ):
        age = round(made_at.timestamp() * 1_000_000) * 1_000 + pk % 1_000
        wanted[recorded_in(folder, organisation) / file_name(words, language)] = (pk, age)
    for path in (folder / "recorded").glob("*/*.wav"):
        if path not in wanted:
            path.unlink(missing_ok=True)
    for path, (pk, age) in wanted.items():
        if path.exists() and path.stat().st_mtime_ns == age:
            continue
        sound = RecordedSentence.objects.filter(pk=pk).values_list("sound", flat=True).first()
        if sound is not None:
            put_file(path, bytes(sound))
            os.utime(path, ns=(age, age))
