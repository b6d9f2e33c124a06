"""Making the files that go out, and sending them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civichub.cases.operations.attachments import MOST_BYTES, attach_to_case
from civichub.cases.operations.notes import add_note
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import format_reference
from civichub.customers.queries.held import sheltered_ids
from civichub.disclosure import policies
from civichub.disclosure.bundling import Bundle, bundled
from civichub.disclosure.events import AnswerSent
from civichub.disclosure.exemptions import catalogue, letter_words
from civichub.disclosure.keeping import drop, keep, opened
from civichub.disclosure.models import Answer, Delivery, Item, PackFile
from civichub.disclosure.paper import Letter, Line, Weighed, letter_html, records_html
from civichub.disclosure.queries import grounds_used
from civichub.disclosure.redaction.making import Covered, Span, StillThere, redacted_pdf, redacted_text
from civichub.disclosure.redaction.pages import Area, Unreadable
from civichub.disclosure.redaction.sounds import silenced
from civichub.disclosure.sources import schedule_words
from civichub.disclosure.states import ANSWER, DISCLOSE, OUTSIDE, PDF, REVIEW, SOUND, TEXT, WITHHOLD
from civichub.messaging.letters.press import NoPress, print_document

KEPT_FOR = timedelta(days=180)
"""Copies are kept for a review and for the Commissioner, who wants to hear of a matter within some months of it."""
MOST_FILES = 30
AT_RISK = (
    "This is about a person at risk, and others may know the password of an account. Hand it over in person, or post "
    "it to where they tell you now, and select Printed and posted."
)
RECORDS = "2 Records.pdf"


@dataclass(frozen=True)
class _Documents:
    """What the items became; `sounds` by the item's number."""

    records: bytes | None
    pages: Bundle
    sounds: dict[int, bytes]

    def files(self) -> list[tuple[str, bytes]]:
        """All that goes with the letter, as (name, content)."""
        found = [(RECORDS, self.records)] if self.records else []
        found += [(f"{number + 2} Pages, part {number}.pdf", part) for number, part in enumerate(self.pages.parts, 1)]
        return [*found, *((recording_name(number), sound) for number, sound in self.sounds.items())]


@operation
def make_pack(*, answer: Answer, actor: Any, at: datetime) -> Answer:
    """Make the letter, the schedule and the documents as they will go out, for the second person to look at.

    What cannot be made is written down as trouble, in a sentence. Twice makes it anew.
    """
    answer = lock(answer)
    require(policies.may_make_pack(actor))
    if answer.state != REVIEW:
        return answer
    for file in answer.files.all():
        drop(file.path)
    answer.files.all().delete()
    answer.pack_trouble = ""
    try:
        _make(answer, at)
    except (NoPress, Unreadable, StillThere, Invalid) as error:
        answer.pack_trouble = f"The files could not be made: {error}"[:300]
    answer.pack_made_at = at
    save(answer, "pack_made_at", "pack_trouble")
    audit("disclosure.pack_made", answer, actor=actor, at=at, files=answer.files.count(), trouble=answer.pack_trouble)
    return answer


def _make(answer: Answer, at: datetime) -> None:
    items = list(answer.items.filter(folded_into=None).exclude(decision=OUTSIDE).prefetch_related("marks", "folded"))
    documents = _documents(answer, [item for item in items if item.decision == DISCLOSE])
    files = documents.files()
    if len(files) > MOST_FILES:
        raise Invalid({"files": f"there are more than {MOST_FILES} files. Answer in two letters."})
    lines = [_line(item, documents) for item in items]
    letter = print_document(letter_html(_letter(answer, [name for name, _ in files], lines, at))).content
    for number, (name, content) in enumerate([("1 Letter and schedule.pdf", letter), *files], start=1):
        kept = keep(content, answer_id=answer.pk)
        PackFile.objects.create(
            answer=answer, number=number, name=name, path=kept.path, key=kept.key, size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip


def _documents(answer: Answer, items: Iterable[Item]) -> _Documents:
    records: list[tuple[str, str]] = []
    pages: list[tuple[int, bytes]] = []
    sounds: dict[int, bytes] = {}
    grounds = catalogue()
    for item in items:
        marks = list(item.marks.all())
        if item.kind == TEXT:
            spans = [Span(mark.start, mark.end, grounds[mark.code].section) for mark in marks]
            head = f"Item {item.number}: {schedule_words(item.source)}, {london_date(item.at):%-d %B %Y}"
            records.append((head, redacted_text(item.text, spans)))
        elif item.kind == PDF:
            covered = [
                Covered(Area(mark.page, mark.left, mark.top, mark.right, mark.bottom), grounds[mark.code].section)
                for mark in marks
            ]
            pages.append((item.number, redacted_pdf(opened(item.path, item.lock_key), covered)))
        elif item.kind == SOUND and len(sound := sound_to_give(item)) <= MOST_BYTES:
            sounds[item.number] = sound
    reference = format_reference(answer.case.reference)
    printed = print_document(records_html(reference, records)).content if records else None
    return _Documents(printed, bundled(pages), sounds)


def recording_name(number: int) -> str:
    """What the file of a recording is called."""
    return f"Recording, item {number}.wav"


def sound_to_give(item: Item) -> bytes:
    """A recording as it is given out: what is marked is silent, and what else the file held is gone.

    One that cannot be read is given as it is, unless something is to be taken out of it: `Unreadable`.
    """
    content, ranges = opened(item.path, item.lock_key), [(mark.start, mark.end) for mark in item.marks.all()]
    try:
        return silenced(content, ranges)
    except Unreadable:
        if ranges:
            raise
        return content


def _line(item: Item, documents: _Documents) -> Line:
    grounds = catalogue()
    cited = ", ".join(dict.fromkeys(grounds[mark.code].section for mark in item.marks.all()))
    copies = len(item.folded.all())
    what = schedule_words(item.source) + (f" (and {copies} more with the same words)" if copies else "")
    where = ""
    if item.decision == WITHHOLD:
        result = f"Withheld: {grounds[item.code].section}"
    else:
        result = f"Given, with parts removed: {cited}" if cited else "Given"
        where = "Given separately, as a sound recording" if item.kind == SOUND else "Records"
        if item.number in documents.sounds:
            where = recording_name(item.number)
        elif item.number in documents.pages.begins:
            part, page = documents.pages.begins[item.number]
            where = f"Pages, part {part}, from page {page}"
    return Line(item.number, what, london_date(item.at), result, where)


def _letter(answer: Answer, files: list[str], lines: list[Line], at: datetime) -> Letter:
    case, organisation = answer.case, answer.organisation
    weighed = {one.code: one for one in answer.interests.all()}
    grounds = [
        Weighed(ground, one.for_disclosing, one.for_withholding, one.conclusion)
        if (one := weighed.get(ground.code))
        else Weighed(ground)
        for ground in grounds_used(answer)
    ]
    name = case.customer.display_name if case.customer_id else case.reporter_name
    contact = ", ".join(filter(None, (organisation.phone, organisation.email)))
    return Letter(
        organisation.name, contact, name or "Sir or Madam", format_reference(case.reference), london_date(at),
        letter_words(answer.law), answer.letter, grounds, files, lines,
    )  # fmt: skip


@operation
def send_answer(*, answer: Answer, delivery: str, actor: Any, at: datetime) -> Answer:
    """Give the approved files to the requester: with their case, whose page they are told of, or by post.

    Raises `Conflict` before the second person approved it, `Invalid` for an unknown way, and for the page of somebody
    who is at risk: whoever shares a home may know a password.
    """
    answer = lock(answer)
    require(policies.may_handle(actor, answer.organisation_id))
    if delivery not in Delivery.values:
        raise Invalid({"delivery": "Select how the requester gets the answer."})
    if delivery == Delivery.PAGE and sheltered_ids([answer.subject_id, answer.case.customer_id]):
        raise Invalid({"delivery": AT_RISK})
    target = ANSWER.target(answer.state, "answer")
    files = list(answer.files.all())
    if not files:
        raise Conflict("The files are gone. Send the answer back and have it reviewed again.")
    if delivery == Delivery.PAGE:
        for file in files:
            attach_to_case(case=answer.case, name=file.name, content=opened(file.path, file.key), actor=actor, at=at)
        words = "We have answered your request. Our letter, and what goes with it, is with your case."
    else:
        words = "We have answered your request. Our letter is in the post."
    answer.state, answer.delivery = target, delivery
    answer.answered_by, answer.answered_at = actor, at
    answer.keep_until = london_date(at + KEPT_FOR)
    save(answer, "state", "delivery", "answered_by", "answered_at", "keep_until")
    add_note(case=answer.case, text=words, public=True, actor=actor, at=at)
    audit("disclosure.answered", answer, actor=actor, at=at, delivery=delivery, files=[file.sha256 for file in files])
    publish(AnswerSent(answer_id=answer.pk, case_id=answer.case_id), at=at)
    return answer
