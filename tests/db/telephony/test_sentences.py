"""Sentences that somebody records for a council: taken in, heard by callers, grown stale, and brought back."""

from __future__ import annotations

import wave
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from civichub.core.errors import Invalid, NotAllowed
from civichub.core.models import AuditEntry
from civichub.routing.models import Queue
from civichub.telephony.models import Line, RecordedSentence
from civichub.telephony.operations import (
    bring_back_sentence,
    forget_sentences,
    record_sentence,
    remove_sentence,
    set_up_line,
)
from civichub.telephony.phrases import phrase
from civichub.telephony.recorded import Voiced, bring_recorded, entries_of, entry_of
from civichub.telephony.speech import Voice, tone
from tests.db.telephony.line import at_desk
from tests.factories.sound import spoken
from tests.factories.world import World

PAGES = "/staff/calls/set-up/sentences/"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "audio/wav")


def test_what_is_recorded_is_played_on_the_organisations_own_lines_and_brought_to_the_exchange(
    world: World, queue: Queue, tmp_path: Path
) -> None:
    by = {"actor": world.people["leader"], "at": timezone.now()}
    made = record_sentence(organisation=world.county, file="en-next", content=spoken(), **by)
    words, voice = phrase("en", "next"), Voice(tmp_path, tone)
    bring_recorded(tmp_path)
    ours = voice.sound(words, "en", world.county.pk)
    assert "/recorded/" in ours
    with wave.open(ours.removeprefix("sound:") + ".wav") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
    assert "/recorded/" not in voice.sound(words, "en", world.lowton.pk), "another council keeps its own voice"
    file = Path(ours.removeprefix("sound:") + ".wav")
    before = file.stat()
    bring_recorded(tmp_path)
    assert file.stat().st_ino == before.st_ino, "what is there is not written again"
    other = record_sentence(organisation=world.county, file="en-next", content=spoken(700), **by)
    bring_recorded(tmp_path)
    assert file.read_bytes() == bytes(other.sound)
    bring_back_sentence(recording=made, **by)
    bring_recorded(tmp_path)
    assert file.read_bytes() == bytes(made.sound)
    remove_sentence(recording=made, **by)
    bring_recorded(tmp_path)
    assert "/recorded/" not in voice.sound(words, "en", world.county.pk)


def test_the_same_file_twice_is_one_recording_and_each_change_is_audited(world: World, queue: Queue) -> None:
    leader = world.people["leader"]
    by = {"actor": leader, "at": timezone.now()}
    first = record_sentence(organisation=world.county, file="cy-next", content=spoken(), **by)
    assert record_sentence(organisation=world.county, file="cy-next", content=spoken(), **by) == first
    remove_sentence(recording=first, **by)
    remove_sentence(recording=first, **by)
    bring_back_sentence(recording=first, **by)
    done = AuditEntry.objects.filter(subject_type="telephony.recordedsentence", actor=leader)
    assert list(done.order_by("pk").values_list("action", flat=True)) == [
        "sentence.recorded", "sentence.removed", "sentence.brought_back",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        record_sentence(organisation=world.county, file="cy-next", content=spoken(), actor=world.people["advisor"],
                        at=timezone.now())  # fmt: skip
    remove_sentence(recording=first, **by)
    late = {"actor": world.system, "at": timezone.now() + timedelta(days=31)}
    assert (forget_sentences(**late), RecordedSentence.objects.count()) == (1, 0)


def test_a_recording_grows_stale_with_its_words_and_every_sentence_has_one_name(world: World, queue: Queue) -> None:
    by = {"actor": world.people["leader"], "at": timezone.now()}
    line = {"organisation": world.county, "number": "01632960100", **by}
    entries = entries_of(world.county, timezone.now())
    assert len({one.file for one in entries}) == len(entries)
    assert {one.language for one in entries} == {"en", "cy"}
    made = record_sentence(organisation=world.county, file="en-01632960100-greeting", content=spoken(), **by)
    set_up_line(**line, greeting="Good day, Highways.")
    stale = entry_of(world.county, str(made), timezone.now())
    assert (stale.voiced, stale.words, stale.recording) == (Voiced.CHANGED, "Good day, Highways.", made)
    set_up_line(**line, greeting="")
    assert entry_of(world.county, str(made), timezone.now()).voiced == Voiced.RECORDED
    set_up_line(**line, is_active=False)
    assert entry_of(world.county, str(made), timezone.now()).voiced == Voiced.UNSAID
    remove_sentence(recording=made, **by)
    assert entry_of(world.county, str(made), timezone.now()).recording is None, "it can still be brought back"


def test_what_is_no_recording_of_a_sentence_is_refused_with_what_to_do(world: World, queue: Queue) -> None:
    wrong = {
        "no WAV file": b"ID3 a song", "damaged": spoken()[:40], "shorter than a word": spoken(seconds=0.1),
        "60 at most": spoken(rate=8000, seconds=61), "Nobody is heard": spoken(0), "44,100": spoken(rate=4000),
    }  # fmt: skip
    by = {"organisation": world.county, "actor": world.people["leader"], "at": timezone.now()}
    for words, content in wrong.items():
        with pytest.raises(Invalid, match=words) as refused:
            record_sentence(file="en-next", content=content, **by)
        assert list(refused.value.errors) == ["file"]
    with pytest.raises(Invalid, match="Take the file’s name from the script"):
        record_sentence(file="en-holiday", content=spoken(), **by)
    assert not RecordedSentence.objects.exists()


def test_recordings_are_kept_on_pages_one_by_one_or_several_at_once(world: World, queue: Queue) -> None:
    leader = at_desk(world, "leader")
    page = leader.get(PAGES).text
    assert "Machine voice" in page
    assert "Hello, this is Highways." in page
    assert (
        leader.get(f"{PAGES}?page=99999").status_code == leader.get(f"{PAGES}?page=x&q=%00&kind=no").status_code == 200
    )
    assert "No sentences match" in leader.get(f"{PAGES}?q=xyzzy").text
    files = [upload("EN-next.WAV", spoken()), upload("song.wav", spoken()), upload("cy-next.wav", b"RIFF")]
    answer = leader.post(f"{PAGES}recordings/", {"files": files}).text
    assert "1 recording kept" in answer
    assert "<strong>song.wav</strong>: No sentence is called song" in answer
    assert "<strong>cy-next.wav</strong>: This is no WAV file" in answer
    kept = RecordedSentence.objects.get()
    sentence = f"{PAGES}{world.county.pk}/en-next/"
    assert "Nobody" in leader.post(sentence, {"file": upload("a.wav", spoken(0))}).text
    assert leader.post(sentence, {"file": upload("a.wav", spoken(600))}).status_code == 302
    replaced, used = RecordedSentence.objects.order_by("pk")
    assert (replaced, replaced.ended_by, used.ended_at) == (kept, world.people["leader"], None)
    part = leader.get(f"{PAGES}recordings/{used.pk}/", headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")
    assert leader.get(f"{sentence}machine/").content[:4] == b"RIFF"
    assert leader.post(f"{PAGES}recordings/{used.pk}/remove/")["Location"] == sentence
    assert "Use it again" in leader.get(sentence).text
    assert leader.post(f"{PAGES}recordings/{kept.pk}/bring-back/").status_code == 302
    assert RecordedSentence.objects.in_use().get() == kept
    assert "en-next.wav" in leader.get(f"{PAGES}script/?voiced=recorded").text
    rows = b"".join(leader.get(f"{PAGES}script/?as=csv&language=cy")).decode()
    assert "cy-next.wav,Chi sydd nesaf." in rows
    assert "en-next" not in rows


def test_nobody_else_hears_or_changes_them(world: World, queue: Queue) -> None:
    made = record_sentence(organisation=world.county, file="en-next", content=spoken(), actor=world.people["leader"],
                           at=timezone.now())  # fmt: skip
    for word in ("advisor", "stranger"):
        desk = at_desk(world, word)
        for address in ("", f"recordings/{made.pk}/", f"{world.county.pk}/en-next/", "script/", "recordings/"):
            assert desk.get(PAGES + address).status_code in (403, 404), (word, address)
        for act in ("remove", "bring-back"):
            assert desk.post(f"{PAGES}recordings/{made.pk}/{act}/").status_code in (403, 404)
    leader = at_desk(world, "leader")
    wrong = [f"{world.lowton.pk}/en-next/", f"{world.county.pk}/en-nothing/", "99999999/en-next/"]
    wrong += ["recordings/999999/", "?organisation=no"]
    assert {leader.get(PAGES + address).status_code for address in wrong} == {404}
    assert leader.get(f"{PAGES}recordings/{made.pk}/remove/").status_code == 405
    assert Line.objects.exists()
    assert RecordedSentence.objects.get() == made
