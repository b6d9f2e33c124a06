"""Letters that a person writes. They go through delivery, to the address on record at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.customers.queries import addresses_for_sending, communication_rules
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations.letters import set_aside_letter
from civichub.delivery.operations.queueing import queue_message
from civichub.delivery.providers import provider_for
from civichub.delivery.states import LetterFormat
from civichub.messaging.letters import policies
from civichub.messaging.letters.paper import gaps_in
from civichub.messaging.letters.states import OPEN_LETTER
from civichub.messaging.models import Letterhead, LetterIn, LetterOut, OutKind
from civichub.messaging.operations.letters_answering import move_on
from civichub.messaging.queries.letters import CUSTOMER, SEVERAL_MINUTES, envelope

PURPOSE = "A letter written at the desk"


@dataclass(frozen=True)
class Words:
    """What a letter says. `signed` are the lines under the closing: a name, a job title."""

    subject: str
    body: str
    language: str = "en"


@operation
def write_letter(
    *,
    organisation: Any,
    customer: Any,
    words: Words,
    actor: Any,
    at: datetime,
    kind: str = OutKind.LETTER,
    letter: LetterIn | None = None,
    case: Any = None,
) -> LetterOut:
    """Write to a customer by post, in the format they need. With `letter` it answers or acknowledges that one.

    It waits to be printed; where GOV.UK Notify prints it leaves after ten minutes and can be stopped until then.
    The answered letter counts as answered from when this one was posted. Raises `Invalid` where there is no address to
    write to, with the rule that stands against it; for a placeholder left open; for a letter answered already.
    """
    require(policies.may_write_letter(actor, organisation.pk))
    if gaps := gaps_in(words.body) + gaps_in(words.subject):
        raise Invalid({"body": f"Fill in or remove {', '.join(gaps)}."})
    rules = communication_rules(customer.pk)
    found = addresses_for_sending(rules.customer_id, channel="letter", purpose=PURPOSE, actor=system_account(), at=at)
    if not found:
        raise Invalid({"customer": dict(rules.why_forbidden).get("letter", "No postal address that works is known.")})
    letter = _answered(letter, kind, actor, at)
    draft = _draft(customer, words, rules, found[0], letter, case, actor)
    by_machine = provider_for("letter", draft.letter_format) is not None
    message = queue_message(
        draft=draft,
        organisation=organisation,
        actor=actor,
        at=at,
        not_before=at + timedelta(minutes=SEVERAL_MINUTES) if by_machine else None,
    )
    if not by_machine:
        message = set_aside_letter(message=message, actor=actor, at=at)
    out = LetterOut.objects.create(
        message=message,
        organisation=organisation,
        customer_id=rules.customer_id,
        contact_point_id=found[0].contact_point_id,
        kind=kind,
        letter=letter,
        written_by=actor,
        written_at=at,
    )
    audit("letter.written", out, actor=actor, at=at, kind=kind, message=message.reference)
    return out


def _draft(customer: Any, words: Words, rules: Any, to: Any, letter: LetterIn | None, case: Any, actor: Any) -> Draft:
    """The message that delivery carries: the words, the envelope, and what must be obeyed for this person."""
    style = rules.letter_format if rules.letter_format in LetterFormat.values else LetterFormat.STANDARD
    return Draft(
        channel="letter",
        to_address=envelope(customer.display_name, to.address),
        to_name=customer.display_name,
        subject=words.subject,
        body=words.body,
        recipient=f"{CUSTOMER}:{rules.customer_id}",
        recipient_verified=to.verified,
        language=words.language,
        letter_format=style,
        about=_about(letter, case),
        why_channel=f"A letter written by {actor}",
        is_sensitive=_is_sensitive(letter, case),
        hides_address=rules.at_risk,
    )


def _answered(letter: LetterIn | None, kind: str, actor: Any, at: datetime) -> LetterIn | None:
    """The letter that this one answers, with its new state."""
    if kind not in OutKind.values:
        raise Invalid({"kind": "Choose what kind of letter this is."})
    if letter is None or kind == OutKind.LETTER:
        return letter
    letter = lock(letter)
    require(policies.may_answer_letter(actor, letter))
    if letter.state not in OPEN_LETTER:
        raise Invalid({"kind": "Somebody has answered this letter meanwhile. Write a further letter instead."})
    move_on(letter, kind, at=at)
    save(letter, "state", "answered_at")
    return letter


def _about(letter: LetterIn | None, case: Any) -> About:
    if case is not None:
        return About("cases.case", case.pk, case.reference)
    return About("messaging.letterin", letter.pk, letter.reference) if letter is not None else About()


def _is_sensitive(letter: LetterIn | None, case: Any) -> bool:
    services = [letter.contact.service if letter is not None else None, case.service if case is not None else None]
    return any(service is not None and service.is_sensitive for service in services)


@operation
def set_letterhead(*, organisation: Any, changes: dict[str, Any], actor: Any, at: datetime) -> Letterhead:
    """How the letters of an organisation look: return address, languages of the statement, place of the window."""
    require(policies.may_set_letterhead(actor, organisation.pk))
    head, _ = Letterhead.objects.get_or_create(organisation=organisation)
    head = lock(head)
    for field in ("window_left_mm", "window_top_mm"):
        low, high = {"window_left_mm": (15, 40), "window_top_mm": (35, 65)}[field]
        if not low <= changes.get(field, low) <= high:
            raise Invalid({field: f"Enter a number of millimetres from {low} to {high}."})
    for field, value in changes.items():
        setattr(head, field, value)
    save(head, *changes)
    audit("letterhead.set", head, actor=actor, at=at, fields=sorted(changes))
    return head
