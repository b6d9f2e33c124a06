"""What this context holds on a person or about some words: chats whole, with the files that were sent."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage

from civichub.core.clocks import LONDON
from civichub.core.held import Held, HeldFile, Sought
from civichub.webchat.models import Chat, ChatFile
from civichub.webchat.queries import lines_of
from civichub.webchat.transcripts import as_text


def held(sought: Sought) -> Iterator[Held]:
    """Each chat of the person that is not forgotten, or in which the words were written."""
    found = Chat.objects.filter(organisation__in=sought.organisations, forgotten_at=None, **sought.times("started_at"))
    if sought.words:
        found = found.filter(messages__text__icontains=sought.words).distinct()
    else:
        found = found.filter(contact__customer__in=sought.customer_ids)
    for chat in found.select_related("contact", "organisation").order_by("started_at", "pk"):
        said = lines_of(chat)
        files = tuple(_file(one) for one in chat.files.all() if one.servable)
        title = f"Webchat on {chat.started_at.astimezone(LONDON):%-d %B %Y at %H:%M}"
        yield Held(f"webchat.chat:{chat.pk}", title, chat.started_at, chat.organisation_id, as_text(chat, said),
                   files=files, customer_id=chat.contact.customer_id)  # fmt: skip


def _file(one: ChatFile) -> HeldFile:
    def read() -> bytes:
        with default_storage.open(one.path, "rb") as file:
            return bytes(file.read())

    return HeldFile(one.name, one.content_type, read)
