"""What is new in a message, and what it only repeats."""

from __future__ import annotations

import re

_BEGINS = re.compile(
    r"^(-{2,}\s*(Original Message|Forwarded message)\s*-{2,}|_{10,}|"
    r"On .{4,200} wrote:|Am .{4,200} schrieb .{1,120}:|Le .{4,200} a écrit\s?:|W dniu .{4,200} napisał.{0,12}:)\s*$",
    re.IGNORECASE,
)
_HEADER_BLOCK = re.compile(r"^From: .+$", re.IGNORECASE)
_SENT = re.compile(r"^(Sent|Date): .+$", re.IGNORECASE)


def fold(text: str) -> tuple[str, str]:
    """(what the writer wrote, the earlier messages under it). Somebody who answers between quoted lines keeps both."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        following = lines[number + 1 : number + 4]
        heads = _HEADER_BLOCK.match(line) and any(_SENT.match(one) for one in following)
        wrapped = line.startswith("On ") and bool(following) and _BEGINS.match(f"{line} {following[0]}")
        if (_BEGINS.match(line) or heads or wrapped) and not _answered_between(lines[number + 1 :]):
            return _parts(lines, number)
    start = len(lines)
    while start and (lines[start - 1].startswith(">") or not lines[start - 1].strip()):
        start -= 1
    if any(line.startswith(">") for line in lines[start:]):
        return _parts(lines, start)
    return text, ""


def _answered_between(rest: list[str]) -> bool:
    """Whether unquoted words stand between quoted ones: then the quotes are part of the answer."""
    marks = [line.startswith(">") for line in rest if line.strip()]
    if True not in marks:
        return False
    return not all(marks[marks.index(True) :])


def _parts(lines: list[str], at: int) -> tuple[str, str]:
    own, quoted = "\n".join(lines[:at]).strip(), "\n".join(lines[at:]).strip()
    return (own, quoted) if own else (quoted, "")
