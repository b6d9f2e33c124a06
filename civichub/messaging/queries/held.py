"""What this context holds on a person or about some words: email, message by message, and letters that came."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Q
from django.db.models.functions import Lower
from PIL import Image

from civichub.core.clocks import LONDON
from civichub.core.held import Held, HeldFile, Sought, lines
from civichub.messaging.letters.scans import turned
from civichub.messaging.models import LetterIn, MailFile, MailMessage, PostPage


def held(sought: Sought) -> Iterator[Held]:
    """Each message of a conversation with the person, or with the words in it; each letter that they sent."""
    yield from _mail(sought)
    if not sought.words:
        yield from _letters(sought)


def _mail(sought: Sought) -> Iterator[Held]:
    found = MailMessage.objects.filter(conversation__organisation__in=sought.organisations, **sought.times("at"))
    if sought.words:
        found = found.filter(Q(subject__icontains=sought.words) | Q(text__icontains=sought.words))
    else:
        theirs = Q(contact__customer__in=sought.customer_ids)
        theirs |= Q(conversation__contact__customer__in=sought.customer_ids) | Q(address__in=sought.emails)
        found = found.alias(address=Lower("conversation__correspondent")).filter(theirs)
    related = ("conversation__mailbox", "conversation__contact", "author", "delivery")
    for message in found.select_related(*related).order_by("at", "pk").iterator(chunk_size=200):
        talk, sent = message.conversation, message.at.astimezone(LONDON)
        head = lines(
            ("From", f"{message.from_name} {message.from_address}".strip() or message.author),
            ("To", talk.correspondent if message.kind in ("ours", "automatic") else talk.mailbox),
            ("Copies", ", ".join(message.copies)), ("On", f"{sent:%-d %B %Y %H:%M}"),
            ("Subject", message.subject or talk.subject), ("Kind", message.get_kind_display()),
        )  # fmt: skip
        files = tuple(_file(one) for one in message.files.all() if one.servable and one.path)
        title = f"Email of {sent:%-d %B %Y}: {message.subject or talk.subject}"
        yield Held(
            f"messaging.mail:{message.pk}", title[:200], message.at, talk.organisation_id, f"{head}\n\n{message.text}",
            f"mail:{talk.correspondent or talk.pk}"[:60], files, talk.contact.customer_id if talk.contact else None,
        )  # fmt: skip


def _letters(sought: Sought) -> Iterator[Held]:
    found = LetterIn.objects.filter(
        organisation__in=sought.organisations, contact__customer__in=sought.customer_ids, **sought.times("made_at")
    )
    for letter in found.select_related("contact").order_by("made_at", "pk"):
        text = lines(
            ("Letter", letter.reference), ("From", letter.sender), ("Received", f"{letter.received_on:%-d %B %Y}"),
            ("State", letter.get_state_display()), ("Note", letter.note),
        )  # fmt: skip
        pages = list(letter.pages.filter(left_out=False).order_by("batch", "number"))
        files = (_scan(letter, pages),) if pages else ()
        title = f"Letter received on {letter.received_on:%-d %B %Y}"
        yield Held(f"messaging.letter:{letter.pk}", title, letter.made_at, letter.organisation_id, text, files=files)


def _file(one: MailFile) -> HeldFile:
    return HeldFile(one.name, one.content_type, lambda: _bytes(one.path))


def _scan(letter: LetterIn, pages: list[PostPage]) -> HeldFile:
    def read() -> bytes:
        pictures = [Image.open(io.BytesIO(turned(_bytes(page.path), page.rotation))) for page in pages]
        out = io.BytesIO()
        pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
        return out.getvalue()

    return HeldFile(f"Letter {letter.reference}.pdf", "application/pdf", read)


def _bytes(path: str) -> bytes:
    with default_storage.open(path, "rb") as file:
        return bytes(file.read())
