"""The public log: a person writes what is published, and a guard looks whether it names anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers.queries import family_ids
from civichub.customers.queries.held import codes_of, names_of
from civichub.disclosure import policies
from civichub.disclosure.events import EntryPublished
from civichub.disclosure.models import Answer, LogEntry, LogOutcome
from civichub.disclosure.naming import named_in
from civichub.disclosure.queries import grounds_used
from civichub.disclosure.states import ABOUT_A_PERSON, ANSWERED


@dataclass(frozen=True)
class Summary:
    """What is published. `outcome`: a value of `LogOutcome`. `checked`: the writer says that words which the guard
    found in single names mean something else ("Reed" the plant); nothing makes up for an address or a number."""

    title: str
    asked: str
    answered: str
    outcome: str
    checked: bool = False


@operation
def publish_entry(*, answer: Answer, summary: Summary, actor: Any, at: datetime) -> LogEntry:
    """Publish a summary of an answer that was sent; published again, the words are replaced.

    Raises `Conflict` for a subject access request or before it was answered, `Invalid` on the text that names somebody.
    """
    answer = lock(answer)
    require(policies.may_handle(actor, answer.organisation_id))
    if answer.law == ABOUT_A_PERSON:
        raise Conflict("What somebody asked about themselves is never published.")
    if answer.state != ANSWERED or answer.answered_at is None:
        raise Conflict("Send the answer before you publish it.")
    texts = {
        "title": clean_text(summary.title, field="title", max_length=160, required=True),
        "asked": clean_text(summary.asked, field="asked", max_length=4_000, required=True, lines=True),
        "answered": clean_text(summary.answered, field="answered", max_length=8_000, required=True, lines=True),
    }
    if summary.outcome not in LogOutcome.values:
        raise Invalid({"outcome": "Select what came of it."})
    _refuse_names(answer, texts, checked=summary.checked)
    grounds = ", ".join(ground.section for ground in grounds_used(answer))[:300]
    last = LogEntry.objects.filter(organisation=answer.organisation_id).aggregate(last=Max("number"))["last"]
    there = LogEntry.objects.filter(answer=answer).first()
    entry, _ = LogEntry.objects.update_or_create(
        answer=answer,
        defaults={
            **texts, "outcome": summary.outcome, "grounds": grounds or (there.grounds if there else ""),
            "organisation_id": answer.organisation_id, "number": there.number if there else (last or 0) + 1,
            "answered_on": london_date(answer.answered_at), "published_by": actor, "published_at": at,
            "withdrawn_by": None, "withdrawn_at": None, "withdrawn_why": "",
        },
    )  # fmt: skip
    audit("disclosure.published", answer, actor=actor, at=at, entry=entry.pk, checked=summary.checked)
    publish(EntryPublished(answer_id=answer.pk, case_id=answer.case_id, entry_id=entry.pk), at=at)
    return entry


def _refuse_names(answer: Answer, texts: dict[str, str], *, checked: bool) -> None:
    case = answer.case
    people = {pk for one in (case.customer_id, answer.subject_id) if one for pk in family_ids(one)}
    names = {*names_of(people), case.reporter_name}
    codes = {*codes_of(people), case.reporter_email, case.reporter_phone, case.reference}
    for field, text in texts.items():
        found = named_in(text, names=() if checked else names, codes=codes)
        if found:
            raise Invalid({field: f"Write this without what may tell who asked: {', '.join(found)}."})


@operation
def withdraw_entry(*, entry: LogEntry, why: str, actor: Any, at: datetime) -> LogEntry:
    """Take a summary out of the public log. It stays to be read by those who answer requests."""
    entry = lock(entry)
    require(policies.may_handle(actor, entry.organisation_id))
    if entry.withdrawn_at is not None:
        raise Conflict("This was withdrawn already.")
    entry.withdrawn_why = clean_text(why, field="why", max_length=300, required=True)
    entry.withdrawn_by, entry.withdrawn_at = actor, at
    save(entry, "withdrawn_why", "withdrawn_by", "withdrawn_at")
    audit("disclosure.entry_withdrawn", entry.answer, actor=actor, at=at, entry=entry.pk)
    return entry
