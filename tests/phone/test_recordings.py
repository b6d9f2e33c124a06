"""What is not kept: a card number that is said while the recording is paused, and a call when the disk is full."""

from __future__ import annotations

import io
import resource
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import numpy as np
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from civichub.telephony.locking import Locked, unlock
from civichub.telephony.models import Recording
from civichub.telephony.phrases import phrase
from civichub.telephony.queries import failed_recordings
from civichub.telephony.speech import tone_of
from tests.phone.counter import Counter
from tests.phone.sip import eventually
from tests.phone.sound import RATE
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, answered

CARD_HZ = 700  # the tone that stands for a card number
PIECE = RATE // 20  # 50 ms


def milliseconds_of(recording: Recording, hz: int) -> int:
    """For how long a tone is heard in a recording that was locked away."""
    with default_storage.open(recording.path) as file:
        content = unlock(Locked(file.read(), bytes(recording.key)))
    with wave.open(io.BytesIO(content)) as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), "<i2").astype(float)
    turning = np.exp(-2j * np.pi * hz * np.arange(PIECE) / RATE)
    pieces = samples[: len(samples) // PIECE * PIECE].reshape(-1, PIECE)
    return int((2 * np.abs(pieces @ turning) / PIECE > 300).sum()) * 50


@contextmanager
def full_disk(process: int) -> Iterator[None]:
    """Whatever this process writes to a file is refused, as by a disk that has no room left."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def test_nothing_said_while_the_payment_page_is_open_is_in_any_file_and_the_gap_is_written_down(
    counter: Counter, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    caller, advisor = answered(counter)
    desk = Client()
    desk.force_login(counter.world.people["advisor"], backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/staff/calls/{counter.call().contact.reference}/payment/"
    counter.site.wait_recording(1)
    assert "Do not take card details" in desk.get(address).content.decode()
    assert desk.post(f"{address}begin/").status_code == 302
    assert "Not recorded just now" in desk.get(address).content.decode()
    caller.say(CARD_HZ)
    advisor.wait_heard(CARD_HZ)
    counter.site.wait_recording(1)
    caller.say(0)
    eventually("it is silent again", lambda: advisor.level(CARD_HZ) < 100)
    assert desk.post(f"{address}end/").status_code == 302
    counter.wait_fact("recording_resumed")
    caller.say(CALLER_HZ)
    advisor.wait_heard(CALLER_HZ)
    counter.site.wait_recording(1)
    caller.hang_up()
    call = counter.wait_state("answered")
    eventually("the recordings are kept", lambda: Recording.objects.filter(call=call).count() == 3)
    kept = {one.kind: one for one in call.recordings.all()}
    assert {kind: milliseconds_of(one, CARD_HZ) for kind, one in kept.items()} == dict.fromkeys(kept, 0)
    assert milliseconds_of(kept["caller"], CALLER_HZ) > 1000
    assert milliseconds_of(kept["advisor"], ADVISOR_HZ) > 1000
    paused, resumed = (call.facts.get(kind=f"recording_{word}").at for word in ("paused", "resumed"))
    assert (resumed - paused).total_seconds() > 1


def test_whoever_gives_a_low_mark_may_say_why_and_that_is_kept_like_every_recording(counter: Counter) -> None:
    counter.change_line(survey_share=100, survey_comments=True)
    caller, advisor = answered(counter)
    advisor.hang_up()
    eventually("the question is heard", lambda: caller.has_heard(tone_of(phrase("en", "survey"))))
    caller.press("2")
    eventually("they are asked why", lambda: caller.has_heard(tone_of(phrase("en", "comment"))))
    caller.say(CARD_HZ)
    eventually("it is recorded", lambda: "comment_asked" in counter.facts())
    time.sleep(2)
    caller.hang_up()
    call = counter.wait_state("answered")
    assert call.survey_score == 2
    comment = eventually("the comment is kept", lambda: call.recordings.filter(kind="comment").first())
    assert milliseconds_of(comment, CARD_HZ) > 1000
    with default_storage.open(comment.path) as file:
        assert b"RIFF" not in file.read(4), "encrypted"
    assert comment.keep_until == (comment.made_at + timedelta(days=call.line.keep_days)).date()


def test_when_the_disk_is_full_calls_are_answered_as_ever_and_it_is_said_where_the_telephone_is_set_up(
    counter: Counter,
) -> None:
    with full_disk(counter.site.asterisk.process.pid):
        caller, advisor = answered(counter)
        caller.say(CARD_HZ)
        advisor.wait_heard(CARD_HZ)
        advisor.hang_up()
        caller.wait_over()
        counter.wait_state("answered")
    leader, long_ago = counter.world.people["leader"], timezone.now() - timedelta(days=1)
    eventually("it is counted", lambda: failed_recordings(leader, long_ago) == 1)
    assert not Recording.objects.exists()
