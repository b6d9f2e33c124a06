"""What callers hear: sentences in their language, as files at the rate of the telephone network."""

from __future__ import annotations

import wave
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from civichub.core.clocks import LONDON
from civichub.core.speech import NoVoice
from civichub.telephony.phrases import BELL, PHRASES, in_language, place_words, when_words
from civichub.telephony.relay import through_relay, without_prefix
from civichub.telephony.speech import Voice, file_name, put_file, recorded_in, tone


def samples(sound: str) -> np.ndarray:
    with wave.open(sound.removeprefix("sound:") + ".wav") as source:
        assert (source.getnchannels(), source.getsampwidth(), source.getframerate()) == (1, 2, 8000)
        return np.frombuffer(source.readframes(source.getnframes()), "<i2")


@pytest.mark.parametrize("language", PHRASES)
def test_a_sentence_is_spoken_once_and_kept(tmp_path: Path, language: str) -> None:
    voice = Voice(tmp_path)
    first = voice.sound(place_words(language, 3), language)
    spoken = samples(first)
    assert 0.8 * 8000 < len(spoken) < 6 * 8000, "a sentence takes one to six seconds"
    assert np.abs(spoken).max() > 3000, "it is heard"
    kept = Path(first.removeprefix("sound:") + ".wav").stat().st_mtime_ns
    assert voice.sound(place_words(language, 3), language) == first
    assert Path(first.removeprefix("sound:") + ".wav").stat().st_mtime_ns == kept


def test_the_tone_after_which_one_speaks_is_a_tone(tmp_path: Path) -> None:
    assert len(samples(Voice(tmp_path).sound(BELL, "en"))) == 3200


def test_a_language_without_a_voice_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoVoice, match="no voice for de"):
        Voice(tmp_path).sound("Hallo", "de")
    assert not list(tmp_path.iterdir())


def test_what_a_council_has_recorded_is_played_on_its_lines_and_another_language_among_the_words_is_its_own(
    tmp_path: Path,
) -> None:
    council, other = 7, 8
    there = recorded_in(tmp_path, council) / file_name(place_words("cy", 1), "cy")
    put_file(there, b"RIFF")
    voice, said = Voice(tmp_path, tone), place_words("cy", 1)
    played = f"sound:{there.with_suffix('')}"
    assert voice.sound(said, "cy", council) == played
    assert voice.sound(f" {said}\n", "cy", council) == played, "line ends are not heard"
    assert voice.sound(in_language("cy", said), "en", council) == played
    for words, language, whose in ((said, "cy", other), (said, "cy", 0), (said, "en", council)):
        assert voice.sound(words, language, whose) != played


@pytest.mark.parametrize(
    ("number", "plain", "is_relay"),
    [("1800101632960100", "01632960100", True), ("18002+447700900123", "+447700900123", True),
     ("01632960100", "01632960100", False), ("18001", "18001", False)],
)  # fmt: skip
def test_the_prefix_of_relay_uk_is_taken_off(number: str, plain: str, is_relay: bool) -> None:
    assert without_prefix(number) == (plain, is_relay)


def test_who_types_is_rung_through_relay_uk() -> None:
    assert through_relay("+447700900123") == "1800207700900123"
    assert through_relay("+33123456789") == "180020033123456789"


def test_every_language_says_the_same_things() -> None:
    assert PHRASES["cy"].keys() == PHRASES["en"].keys()


def test_a_moment_is_said_aloud() -> None:
    assert when_words("en", datetime(2026, 11, 23, 9, tzinfo=LONDON)) == "on Monday the 23 at 9"
    assert when_words("cy", datetime(2026, 11, 23, 9, 30, tzinfo=LONDON)) == "ddydd Llun y 23 am 9:30"
