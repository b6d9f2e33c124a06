"""Recorded sentences: taken in, taken out, and brought back."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import connection

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.telephony import policies
from civichub.telephony.models import RecordedSentence
from civichub.telephony.recorded import TOPIC, outlived_sentences
from civichub.telephony.sentences import by_file, sentences_of
from civichub.telephony.sound import for_the_telephone


@operation
def record_sentence(*, organisation: Any, file: str, content: bytes, actor: Any, at: datetime) -> RecordedSentence:
    """Play this recording from now on wherever the sentence is said on the organisation's lines.

    `file` is what `Sentence.file` calls it and `content` a WAV file, which is made fit for the telephone. The same file
    for the same words is the recording that is there. Raises `Invalid`, naming ``file``.
    """
    require(policies.may_set_up_lines(actor, organisation.pk))
    said = by_file(sentences_of(organisation, at)).get(file)
    if said is None:
        raise Invalid({"file": f"No sentence is called {file[:80]} here. Take the file’s name from the script."})
    _one_at_a_time(organisation.pk)
    digest = hashlib.sha256(content).hexdigest()
    before = _in_use(organisation.pk, said.language, said.name)
    if before is not None and (before.digest, before.words) == (digest, said.words):
        return before
    sound = for_the_telephone(content)
    if before is not None:
        _end(before, actor, at)
    made = RecordedSentence.objects.create(
        organisation=organisation, language=said.language, name=said.name, words=said.words, sound=sound.content,
        digest=digest, seconds=sound.seconds, made_at=at, made_by=actor,
    )  # fmt: skip
    audit("sentence.recorded", made, actor=actor, at=at, file=file, words=said.words, replaced=before is not None)
    announce(TOPIC)
    return made


@operation
def remove_sentence(*, recording: RecordedSentence, actor: Any, at: datetime) -> RecordedSentence:
    """Let the machine say it again. Removed twice is removed once."""
    require(policies.may_set_up_lines(actor, recording.organisation_id))
    _one_at_a_time(recording.organisation_id)
    recording = lock(recording)
    if recording.ended_at is None:
        _end(recording, actor, at)
        audit("sentence.removed", recording, actor=actor, at=at, file=str(recording))
        announce(TOPIC)
    return recording


@operation
def bring_back_sentence(*, recording: RecordedSentence, actor: Any, at: datetime) -> RecordedSentence:
    """Use a recording again that was removed or replaced, instead of the one that is in use."""
    require(policies.may_set_up_lines(actor, recording.organisation_id))
    _one_at_a_time(recording.organisation_id)
    recording = lock(recording)
    if recording.ended_at is None:
        return recording
    if now := _in_use(recording.organisation_id, recording.language, recording.name):
        _end(now, actor, at)
    recording.ended_at, recording.ended_by = None, None
    save(recording, "ended_at", "ended_by")
    audit("sentence.brought_back", recording, actor=actor, at=at, file=str(recording))
    announce(TOPIC)
    return recording


@operation
def forget_sentences(*, actor: Any, at: datetime) -> int:
    """Delete what was replaced or removed too long ago to be brought back; how many they were."""
    require(policies.may_keep_calls(actor))
    found = outlived_sentences(london_date(at))
    for one in found:
        audit("sentence.forgotten", one, actor=actor, at=at, file=str(one))
        one.delete()
    return len(found)


def _in_use(organisation_id: int, language: str, name: str) -> RecordedSentence | None:
    found = RecordedSentence.objects.in_use().filter(organisation=organisation_id, language=language, name=name)
    return found.defer("sound").first()


def _end(recording: RecordedSentence, actor: Any, at: datetime) -> None:
    recording.ended_at, recording.ended_by = at, actor
    save(recording, "ended_at", "ended_by")


def _one_at_a_time(organisation_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sentences:{organisation_id}"])
