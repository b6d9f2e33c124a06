"""A message in plain values: its words whatever their charset, its files, and what is new in it."""

from __future__ import annotations

from typing import Any

import pytest

from civichub.messaging.file_rules import why_refused
from civichub.messaging.reading import fold, read_mail
from civichub.messaging.reading.markup import safe_markup, words_of
from civichub.messaging.reading.mime import CannotRead
from civichub.messaging.tokens import reference_in, reply_address, without_token

BOX = "enquiries@council.example"


def mail(body: bytes, *, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    lines = {"From": "a@example.com", "Subject": "x", "Content-Type": kind, **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + body


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [
        ("utf-8", "Łódź"),
        ("iso-8859-2", "Łódź"),
        ("x-nonsense", "Łódź"),
        ("us-ascii", "Łódź"),
        ("iso-8859-1", "“quoted”"),
        ("'utf-8'", "Łódź"),
        ("koi8-r", "Привет"),
    ],
)
def test_words_are_read_whatever_the_charset_says(charset: str, encoded: str) -> None:
    real = {"iso-8859-1": "cp1252", "iso-8859-2": "iso-8859-2", "koi8-r": "koi8-r"}.get(charset, "utf-8")
    assert read_mail(mail(encoded.encode(real), kind=f"text/plain; charset={charset}")).text == encoded


def test_headers_are_decoded_and_cannot_mislead() -> None:
    read = read_mail(
        mail(b"x", From="=?utf-8?B?xYF1a2Fzeg==?= <l@example.com>", Subject="=?iso-8859-1?Q?caf=E9?=\u202e")
    )
    assert (read.from_name, read.from_address, read.subject) == ("Łukasz", "l@example.com", "café")
    assert read_mail(mail(b"x", From='"boss@council.example" <eve@example.com>')).from_address == "eve@example.com"
    assert read_mail(mail(b"x", From="not an address")).from_address == ""
    with pytest.raises(CannotRead):
        read_mail(b"\x00\x01\x02")


def test_files_are_named_and_judged_by_their_bytes() -> None:
    content = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee file.\r\n"
        b'--b\r\nContent-Type: image/png; name="../../etc/photo.png"\r\n\r\nMZ\x90\x00program\r\n'
        b"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Inner\r\n\r\nhello\r\n--b--\r\n"
    )
    read = read_mail(mail(content, kind='multipart/mixed; boundary="b"'))
    assert [file.name for file in read.files] == ["photo.png", "winmail.dat", "Inner.eml"]
    assert any("Outlook" in notice for notice in read.notices)
    refused: list[Any] = [why_refused(one.name, one.content_type, one.content, number=1) for one in read.files]
    assert "do not take" in refused[0]
    assert refused[2] == ""
    assert "PDF with a program" in why_refused("a.pdf", "", b"%PDF-1.4 /JavaScript", number=1)


def test_what_is_repeated_is_folded_and_answers_between_the_lines_stay() -> None:
    assert fold("Yes.\n\nOn 3 March, the council wrote:\n> Shall we?") == (
        "Yes.", "On 3 March, the council wrote:\n> Shall we?",
    )  # fmt: skip
    assert fold("Yes.\n\nFrom: council\nSent: today\nSubject: x\n\nShall we?")[0] == "Yes."
    between = "On 3 March, the council wrote:\n> Shall we?\nYes\n> And when?\nMonday"
    assert fold(between) == (between, "")
    assert fold("> only a quotation") == ("> only a quotation", "")


def test_markup_keeps_words_and_links_and_nothing_that_loads() -> None:
    safe, blocked = safe_markup('<p onclick=x>Dear <b>us</b></p><img src=" HTTPS://t.example/1.gif"><img src="data:x">')
    assert blocked == ["HTTPS://t.example/1.gif"]
    assert "onclick" not in safe
    assert "t.example" not in safe
    assert words_of(safe) == "Dear us"
    assert words_of('<a href="http://evil.example">bank.example</a>') == "bank.example <http://evil.example>"


def test_only_the_hub_can_make_a_reply_address() -> None:
    address = reply_address(BOX, "7KM4PQXT9")
    local = address.partition("@")[0]
    assert len(reply_address("a" * 37 + "@council.example", "7KM4PQXT9").partition("@")[0]) == 64
    assert reference_in([address.upper()], BOX) == reference_in([address], BOX)
    assert reference_in([local[:-1] + ("a" if local[-1] != "a" else "b") + "@council.example"], BOX) is None
    assert reference_in([address.replace("council", "other")], BOX) is None
    assert without_token(address) == BOX
