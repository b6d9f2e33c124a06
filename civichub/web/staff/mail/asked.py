"""A request that came by email: what its writer said fills the form, so that an advisor types nothing again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from civichub.forms.definition import Form, Question
from civichub.messaging.models import Conversation, MessageKind
from civichub.messaging.queries.mail import mail_of_contact, messages_of
from civichub.messaging.reading import fold
from civichub.web.staff.mail.showing import address_shown

MOST_TITLE = 100


@dataclass(frozen=True)
class Written:
    """An email as a request: its own words without what it repeats, and who wrote, as far as this reader sees it."""

    conversation: Conversation
    words: str
    name: str
    address: str


def written_by_email(contact: Any, user: Any) -> Written | None:
    """The email behind a contact, or None where there is none that `user` may read."""
    found = mail_of_contact(user, contact.pk) if contact.channel == "email" else None
    if found is None:
        return None
    theirs = [one for one in messages_of(found) if one.kind == MessageKind.THEIRS]
    of_this_contact = [one for one in theirs if one.contact_id == contact.pk] or theirs[-1:]
    words = "\n\n".join(fold(one.text)[0] for one in of_this_contact)
    return Written(found, words, found.correspondent_name, address_shown(found, user))


def filled_from(written: Written, form: Form) -> dict[str, list[str]]:
    """Values of a form's boxes as a browser would post them. The advisor sees and may change each of them."""
    found: dict[str, list[str]] = {}
    for question in form.questions:
        found |= _filled(written, question)
    return {name: values for name, values in found.items() if values[0]}


def _filled(written: Written, question: Question) -> dict[str, list[str]]:
    key = question.key
    if question.maps_to == "case.description" and question.type in ("long_text", "text"):
        return {key: [written.words[: question.max_length or len(written.words)]]}
    if question.maps_to == "case.title" and question.type == "text":
        subject = written.conversation.subject
        subject = subject[3:].strip() if subject.lower().startswith("re:") else subject
        return {key: [subject[: question.max_length or MOST_TITLE]]}
    if question.maps_to == "customer.name" and question.type == "name":
        first, _, last = written.name.strip().rpartition(" ")
        return {f"{key}__first": [first], f"{key}__last": [last]} if first else {}
    if question.maps_to == "customer.preferred_channel" and "email" in question.option_values:
        return {key: ["email"]}
    whole = written.address == written.conversation.correspondent
    return {key: [written.address]} if question.maps_to == "customer.email" and whole else {}
