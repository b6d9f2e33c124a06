"""A message before it is stored: plain values, checked without a database."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.delivery.addresses import clean_address
from civichub.delivery.enclosures import Enclosure, check_enclosures
from civichub.delivery.states import Channel, LetterFormat, Purpose

MAX_SMS = 918  # six joined texts of 153 characters: the most that GOV.UK Notify sends
MAX_SUBJECT, MAX_EMAIL, MAX_LETTER = 200, 100_000, 30_000
_MAX_BODY = {Channel.SMS: MAX_SMS, Channel.EMAIL: MAX_EMAIL, Channel.LETTER: MAX_LETTER}
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_MESSAGE_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,300}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True)
class About:
    """What a message is about, opaque to delivery: ``About("cases.case", 12, "7KM4PQXT9")``."""

    type: str = ""
    id: int | None = None
    reference: str = ""


@dataclass(frozen=True)
class Correspondence:
    """What makes an email part of a conversation; all of it empty for a notice that nobody is asked to answer.

    `from_address` is the mailbox it comes from, `reply_to` where answers and returned mail go. `in_reply_to` and
    `references` are Message-IDs without brackets. `by_a_person`: somebody wrote it, so that machines may answer it.
    """

    from_address: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    by_a_person: bool = False


@dataclass(frozen=True)
class Draft:
    """One text to one address.

    `recipient_verified`: the person proved that the address is theirs. `carries_public_text`: the text holds words that
    a member of the public typed; such a message goes to verified addresses only. `is_secret`: whoever reads it can sign
    in, so nobody else may. `hides_address`: the address itself must not be shown (person at risk).
    """

    channel: str
    to_address: str
    body: str
    subject: str = ""
    body_html: str = ""
    to_name: str = ""
    recipient: str = ""
    recipient_verified: bool = False
    carries_public_text: bool = False
    language: str = "en"
    letter_format: str = LetterFormat.STANDARD
    about: About = About()
    purpose: str = Purpose.SERVICE
    template_key: str = ""
    template_version: int = 0
    why_channel: str = ""
    unsubscribe_url: str = ""
    is_urgent: bool = False
    is_sensitive: bool = False
    is_secret: bool = False
    hides_address: bool = False
    correspondence: Correspondence | None = None
    enclosures: tuple[Enclosure, ...] = ()


def checked(draft: Draft) -> Draft:
    """The draft as it may be stored, or `Invalid` naming the field.

    A line break in a subject or name is refused, since there it can only be an attempt to add a header.
    """
    _check_choices(draft)
    for field in ("subject", "to_name", "recipient", "why_channel", "unsubscribe_url"):
        if _BREAKS.search(getattr(draft, field)):
            raise Invalid({field: "Remove the line break."})
    if draft.correspondence is not None:
        _check_correspondence(draft.correspondence)
    check_enclosures(draft.channel, draft.enclosures)
    if draft.carries_public_text and not draft.recipient_verified:
        raise Invalid({"body": "Text from the public cannot go to an address that nobody has verified."})
    needs_subject = draft.channel != Channel.SMS
    return replace(
        draft,
        to_address=clean_address(draft.channel, draft.to_address),
        to_name=clean_text(draft.to_name, field="to_name", max_length=160),
        subject=clean_text(draft.subject, field="subject", max_length=MAX_SUBJECT, required=needs_subject),
        body=clean_text(
            draft.body, field="body", max_length=_MAX_BODY[Channel(draft.channel)], required=True, lines=True
        ),
        body_html=clean_text(draft.body_html, field="body_html", max_length=MAX_EMAIL * 2, lines=True),
        why_channel=draft.why_channel[:300],
    )


def _check_correspondence(correspondence: Correspondence) -> None:
    for address in filter(None, (correspondence.from_address, correspondence.reply_to)):
        clean_address(Channel.EMAIL, address)
    if any(not _MESSAGE_ID.fullmatch(one) for one in (*correspondence.references, correspondence.in_reply_to) if one):
        raise Invalid({"references": "Give Message-IDs without brackets and blanks."})


def _check_choices(draft: Draft) -> None:
    for field, choices in (("channel", Channel), ("letter_format", LetterFormat), ("purpose", Purpose)):
        if getattr(draft, field) not in choices.values:
            raise Invalid({field: "Choose one from the list."})
    if not _LANGUAGE.fullmatch(draft.language):
        raise Invalid({"language": "Give the language as a tag, like en or pl."})
