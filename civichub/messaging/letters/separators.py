"""Separator sheets: what their barcodes say, how a stack is split at them, and the bars themselves. Pure.

A sheet says ``CH1``, then for which queue (``Q`` and its number), about which service (``S``) and when it was received
(``D`` and the day as YYMMDD), as far as it was told: ``CH1-Q12-S34-D261122``. A code that says anything else is a
letter's own and separates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import zxingcpp

from civichub.messaging.letters.scans import ScannedPage

_SAID = re.compile(r"CH1(?:-Q(\d{1,9}))?(?:-S(\d{1,9}))?(?:-D(\d{6}))?")


@dataclass(frozen=True)
class Separator:
    """What a sheet says about the letter behind it; nothing where it was not told."""

    queue_id: int | None = None
    service_id: int | None = None
    received_on: date | None = None


def code_of(separator: Separator) -> str:
    """What is printed in the bars of a sheet."""
    parts = ["CH1"]
    if separator.queue_id:
        parts.append(f"Q{separator.queue_id}")
    if separator.service_id:
        parts.append(f"S{separator.service_id}")
    if separator.received_on:
        parts.append(f"D{separator.received_on:%y%m%d}")
    return "-".join(parts)


def read_separator(codes: Iterable[str]) -> Separator | None:
    """The separator that these codes of one page make, or None when the page is a letter's."""
    for code in codes:
        if said := _SAID.fullmatch(code):
            queue, service, day = said.groups()
            return Separator(int(queue) if queue else None, int(service) if service else None, _day(day))
    return None


def _day(text: str | None) -> date | None:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:])) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Sorted:
    """What becomes of one page of a stack: left out, the first of a letter, or a further page of one."""

    number: int
    is_separator: bool
    left_out: bool
    starts: bool
    said: Separator | None = None


def split(pages: Sequence[ScannedPage]) -> list[Sorted]:
    """A letter begins behind each separator, and with the first page. A separator's blank back goes with it."""
    found: list[Sorted] = []
    pending: Separator | None = Separator()
    just_separated = False
    for page in pages:
        said = read_separator(page.codes)
        if said is not None:
            found.append(Sorted(page.number, True, True, False))
            pending, just_separated = said, True
        elif page.is_blank and just_separated:
            found.append(Sorted(page.number, False, True, False))
            just_separated = False
        else:
            starts = pending is not None
            found.append(Sorted(page.number, False, False, starts, pending))
            pending, just_separated = None, False
    return found


def bars(text: str) -> tuple[str, str]:
    """The Code 128 and the QR code of a text, each as an SVG picture that takes any size."""
    return _svg(text, zxingcpp.BarcodeFormat.Code128), _svg(text, zxingcpp.BarcodeFormat.QRCode)


def letter_bars(reference: str) -> str:
    """The Code 128 of a letter's reference, for whoever scans returned mail."""
    return _svg(reference, zxingcpp.BarcodeFormat.Code128)


def _svg(text: str, kind: zxingcpp.BarcodeFormat) -> str:
    drawn = zxingcpp.create_barcode(text, kind).to_svg(add_quiet_zones=False)
    size = re.search(r'width="(\d+)" height="(\d+)"', drawn)
    view = f'viewBox="0 0 {size[1]} {size[2]}"' if size else ""
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" {view} preserveAspectRatio="none">'
    return begin + drawn[drawn.index("<g") :]
