"""Words taken out of a sound: their samples are silence, and nothing that the file said besides goes on."""

from __future__ import annotations

import io
import math
import struct
import wave

import pytest

from civichub.disclosure.redaction.sounds import milliseconds_of, silenced
from civichub.messaging.letters.scans import Unreadable

RATE = 8000


def spoken(seconds: int = 4, *, width: int = 2, channels: int = 1) -> bytes:
    """A tone in which each second has its own height, as the wave module writes it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(RATE)
        tones = (math.sin(at * 2 * math.pi * (200 + 100 * (at // RATE)) / RATE) for at in range(seconds * RATE))
        values = (int(120 * tone) + 128 if width == 1 else int(20_000 * tone) for tone in tones)
        file.writeframes(b"".join(struct.pack("<B" if width == 1 else "<h", one) * channels for one in values))
    return out.getvalue()


def samples(content: bytes) -> bytes:
    with wave.open(io.BytesIO(content)) as file:
        return file.readframes(file.getnframes())


@pytest.mark.parametrize(("width", "channels"), [(2, 1), (2, 2), (1, 1)])
def test_the_range_is_silent_and_the_rest_is_untouched(width: int, channels: int) -> None:
    held = spoken(width=width, channels=channels)
    second = RATE * width * channels
    was, now = samples(held), samples(silenced(held, [(1000, 2000)]))
    assert len(now) == len(was)
    assert set(now[second : 2 * second]) == {0x80 if width == 1 else 0}
    assert (now[:second], now[2 * second :]) == (was[:second], was[2 * second :])
    assert was[second + 8 : second + 400] not in now


def test_ranges_that_meet_the_end_or_each_other_are_cut_and_whole_moments_go() -> None:
    held = spoken(2)
    now = samples(silenced(held, [(500, 1000), (900, 1500), (1999, 999_999)]))
    assert set(now[RATE : 3 * RATE]) == {0}
    assert set(now[-16:]) == {0}
    assert milliseconds_of(held) == 2000


def test_what_the_file_says_besides_its_sound_is_gone() -> None:
    held = spoken(1)
    said = b"LIST" + struct.pack("<I", 12) + b"INFOIART Tom"
    with_more = held[:4] + struct.pack("<I", len(held) - 8 + len(said)) + held[8:] + said
    assert b"Tom" not in silenced(with_more, [])
    assert samples(silenced(with_more, [])) == samples(held)


@pytest.mark.parametrize(("code", "quiet"), [(7, 0xFF), (6, 0xD5)])
def test_the_exchange_s_own_codings_have_their_own_silence(code: int, quiet: int) -> None:
    form = struct.pack("<HHIIHH", code, 1, RATE, RATE, 1, 8)
    body = bytes(range(200)) * 40
    parts = b"WAVE" + b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(body)) + body
    made = silenced(b"RIFF" + struct.pack("<I", len(parts)) + parts, [(250, 500)])
    assert set(made[44 + 2000 : 44 + 4000]) == {quiet}
    assert made[44 : 44 + 2000] == body[:2000]


@pytest.mark.parametrize(
    "content", [b"", b"RIFF\x10\x00\x00\x00WAVEfmt ", b"ID3\x04 a song", spoken(1)[:20] + b"\x55" + spoken(1)[21:]]
)
def test_what_is_no_such_sound_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        silenced(content, [(0, 1)])
