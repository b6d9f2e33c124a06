"""Marking what is taken out of an item, with the ground for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, save
from civichub.core.text import clean_text
from civichub.disclosure.exemptions import exemption
from civichub.disclosure.keeping import opened
from civichub.disclosure.models import Item, Mark
from civichub.disclosure.operations.beginning import open_to_change
from civichub.disclosure.redaction.pages import Unreadable
from civichub.disclosure.redaction.sounds import milliseconds_of
from civichub.disclosure.states import DISCLOSE, PDF, SOUND

MOST_PLACES = 500


@dataclass(frozen=True)
class Place:
    """What to take out: an area of a page from 1, in parts of its shown sides, or (`page` 0) characters of a text or
    milliseconds of a sound."""

    words: str = ""
    page: int = 0
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    start: int = 0
    end: int = 0


@operation
def mark_places(
    *, item: Item, places: Sequence[Place], code: str, note: str = "", actor: Any, at: datetime
) -> list[Mark]:
    """Take these places out, on the ground `code`. The item is disclosed with them gone; a place marked twice is once.

    Raises `Invalid` when there is none, a place lies outside the item, or the law has no such ground.
    """
    answer = open_to_change(item.answer, actor)
    item = lock(item)
    ground = exemption(code, law=answer.law)
    note = clean_text(note, field="note", max_length=300)
    if not places or len(places) > MOST_PLACES:
        raise Invalid({"places": f"Choose what to black out: one place at least and {MOST_PLACES} at most."})
    length = _length(item)
    for place in places:
        _check(item, place, length)
    there = {_where(mark) for mark in item.marks.all()}
    new = {_where(place): place for place in places}
    marks = [
        Mark(item=item, page=place.page, left=place.left, top=place.top, right=place.right, bottom=place.bottom,
             start=place.start, end=place.end, words=(place.words or note)[:300], code=ground.code, made_by=actor,
             made_at=at)
        for where, place in new.items() if where not in there
    ]  # fmt: skip
    Mark.objects.bulk_create(marks)
    item.decision, item.code, item.decided_by, item.decided_at = DISCLOSE, "", actor, at
    item.folded_into, item.folded_why = None, ""
    save(item, "decision", "code", "decided_by", "decided_at", "folded_into", "folded_why")
    audit("disclosure.marked", answer, actor=actor, at=at, item=item.pk, places=len(marks), ground=ground.code)
    return marks


def _where(place: Place | Mark) -> tuple[float, ...]:
    sides = (place.left, place.top, place.right, place.bottom)
    return (place.page, place.start, place.end, *(round(side, 5) for side in sides))


def _length(item: Item) -> int:
    """How long a text or a sound is: in characters, or milliseconds."""
    if item.kind != SOUND:
        return len(item.text)
    try:
        return milliseconds_of(opened(item.path, item.lock_key))
    except Unreadable as error:
        raise Invalid({"places": "Nothing can be taken out of this recording: it is no WAV file that can be read. "
                                 "Withhold it, or add a copy as WAV."}) from error  # fmt: skip


def _check(item: Item, place: Place, length: int) -> None:
    if not item.can_be_marked:
        raise Invalid({"places": "Nothing can be taken out of this file. Withhold it, or add a PDF of it."})
    if item.kind == PDF:
        whole = 0 <= place.left < place.right <= 1 and 0 <= place.top < place.bottom <= 1
        fits = whole and 1 <= place.page <= item.pages
    else:
        fits = place.page == 0 and 0 <= place.start < place.end <= length
    if not fits:
        raise Invalid({"places": "Choose a place inside the page, the text or the recording."})


@operation
def remove_mark(*, mark: Mark, actor: Any, at: datetime) -> Item:
    """What was to be taken out stays in after all."""
    answer = open_to_change(mark.item.answer, actor)
    mark, item = lock(mark), lock(mark.item)
    audit("disclosure.mark_removed", answer, actor=actor, at=at, item=item.pk, ground=mark.code)
    mark.delete()
    item.decided_by, item.decided_at = actor, at
    save(item, "decided_by", "decided_at")
    return item
