"""What callers hear: sentences in their language, as files at the rate of the telephone network."""

from __future__ import annotations

import wave
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from civichub.core.clocks import LONDON
from civichub.core.speech import NoVoice
from civichub.telephony.phrases import BELL, PHRASES, place_words, when_words
from civichub.telephony.speech import Voice


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


def test_every_language_says_the_same_things() -> None:
    assert PHRASES["cy"].keys() == PHRASES["en"].keys()


def test_a_moment_is_said_aloud() -> None:
    assert when_words("en", datetime(2026, 11, 23, 9, tzinfo=LONDON)) == "on Monday the 23 at 9"
    assert when_words("cy", datetime(2026, 11, 23, 9, 30, tzinfo=LONDON)) == "ddydd Llun y 23 am 9:30"
