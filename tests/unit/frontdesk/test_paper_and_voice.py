"""What is printed, spoken and written into addresses, without a database."""

from __future__ import annotations

import io
import shutil
import socket
import struct
import threading
import wave
from datetime import UTC, datetime

import pytest

from civichub.core.errors import Invalid
from civichub.core.speech import NoVoice
from civichub.frontdesk.keys import marked, read_marked
from civichub.frontdesk.printer import PORTS, PrinterSilent, TicketText, checked_address, send, ticket_bytes
from civichub.frontdesk.speech import PHRASES, spoken, words_of_call
from civichub.web.display.kiosk_asking import ASKED_FOR
from civichub.web.display.kiosk_wording import own_name, wordings

TICKET = TicketText(
    "Market Place", "A07", "Mrs Reed", "You are next.", datetime(2026, 5, 5, 9, 30, tzinfo=UTC), "https://x/t"
)
needs_a_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not on this machine")


def test_a_mark_opens_what_it_was_made_for_and_nothing_else() -> None:
    text = marked("kiosk", 12)
    assert read_marked("kiosk", text) == 12
    for wrong in (text[:-1], text.replace("12-", "13-"), "12", "", "-", "x-" + "0" * 20, "9" * 80, "١٢-" + text[3:]):
        assert read_marked("kiosk", wrong) is None
    assert read_marked("display", text) is None


def test_a_ticket_in_the_printers_language_says_where_and_how_but_never_why() -> None:
    paper = ticket_bytes(TICKET)
    assert paper.startswith(b"\x1b")
    for words in (b"Market Place", b"A07", b"We will call: Mrs Reed", b"You are next.", b"https://x/t"):
        assert words in paper
    assert paper.rstrip(b"\x00").endswith((b"\x1dV\x00", b"\x1dV\x01", b"\x1dVA", b"\x1dVB")) or b"\x1dV" in paper[-8:]


def test_an_address_of_a_printer_is_a_name_with_a_printers_port() -> None:
    assert checked_address(" 10.20.0.15 ") == "10.20.0.15:9100"
    assert checked_address("printer-1.local:9101") == "printer-1.local:9101"
    for wrong in ("", "printer:22", "a b", "http://x", "printer:9100:1", "-x", "printer:", "x" * 200):
        if wrong == "printer:":
            assert checked_address(wrong) == "printer:9100"
            continue
        with pytest.raises(Invalid):
            checked_address(wrong)


def test_a_ticket_reaches_a_printer_and_a_dead_one_is_named() -> None:
    heard: list[bytes] = []
    with socket.socket() as listener:
        port = next(port for port in PORTS if _binds(listener, port))
        listener.listen(1)

        def take() -> None:
            line, _ = listener.accept()
            with line:
                while piece := line.recv(4096):
                    heard.append(piece)

        printer = threading.Thread(target=take)
        printer.start()
        send(f"127.0.0.1:{port}", ticket_bytes(TICKET))
        printer.join(5)
    assert b"A07" in b"".join(heard)
    with pytest.raises(PrinterSilent):
        send(f"127.0.0.1:{port}", b"x")
    with pytest.raises(PrinterSilent):
        send("169.254.169.254:9100", b"x")


def _binds(listener: socket.socket, port: int) -> bool:
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def test_a_call_is_said_as_people_read_it() -> None:
    assert words_of_call("A07", "3", "en-GB") == "A 7. Please go to counter 3."
    assert words_of_call("Mrs Reed", "Room 3", "en-GB") == "Mrs Reed. Please go to Room 3."
    assert "stanowisko 2" in words_of_call("AB110", "2", "pl")


@needs_a_voice
def test_the_voice_speaks_the_words_it_is_given_in_every_language() -> None:
    for language in PHRASES:
        short, long = (
            _sound(words_of_call(who, "3", language), language) for who in ("A1", "Bartholomew Featherstone A1")
        )
        assert 1.0 < short[0] < 8.0, f"{language}: {short[0]} seconds"
        assert long[0] > short[0] + 0.3, f"{language}: more words take longer"
        assert short[1] > 500, f"{language}: silence"
    assert spoken("A 7. Counter 3.", "en-GB") != spoken("A 8. Counter 3.", "en-GB")
    assert _sound("--help", "en-GB")[0] < 3, "words are never options"
    with pytest.raises(NoVoice):
        spoken("Hello", "xx")


def _sound(words: str, language: str) -> tuple[float, float]:
    with wave.open(io.BytesIO(spoken(words, language))) as sound:
        frames = sound.readframes(sound.getnframes())
        values = struct.unpack(f"<{len(frames) // 2}h", frames)
        return sound.getnframes() / sound.getframerate(), (sum(value * value for value in values) / len(values)) ** 0.5


def test_without_the_program_there_is_no_voice_and_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoVoice):
        spoken("Nobody said this before", "en-GB")


def test_a_kiosk_says_every_line_in_every_language_it_offers() -> None:
    english = wordings()["en"]
    assert next(iter(wordings())) == "en"
    assert {f"need_{need}" for need in ASKED_FOR} <= set(english)
    for language, lines in wordings().items():
        assert set(lines) == set(english), f"{language}: {set(lines) ^ set(english)}"
        for key, line in lines.items():
            assert line.strip(), f"{language}: {key}"
            assert ("{" in line) == ("{" in english[key]), f"{language}: {key}"
    assert own_name("uk") == "Українська"
