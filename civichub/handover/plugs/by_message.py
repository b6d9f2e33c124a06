"""Email and letters by GOV.UK Notify: written here, sent by `delivery` with its own attempts, receipts and fakes.

A message is stored under the dispatch's key, so the same fact is never two messages. One that comes back makes the
dispatch one that was not delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.errors import Invalid
from civichub.core.references import format_reference
from civichub.delivery.drafts import About, Draft
from civichub.delivery.enclosures import MOST_BYTES, Enclosure
from civichub.delivery.operations import queue_message, retry_message
from civichub.delivery.queries import why_no_files
from civichub.delivery.states import Channel, Purpose
from civichub.handover.plugs.base import Accepted, Outgoing, Refused, Target, TellsOnly
from civichub.handover.states import What

ABOUT = "handover.dispatch"


@dataclass(frozen=True)
class MessagePlug(TellsOnly):
    """One channel of `delivery`. `address` is a mailbox, or postal lines by ``\\n``."""

    channel: Channel

    def send(self, target: Target, outgoing: Outgoing) -> Accepted:
        """Hand it to delivery. Their reference is ours: a person reads it."""
        enclosed = self._enclosed(outgoing)
        draft = Draft(
            channel=self.channel,
            to_address=target.address,
            to_name=target.name,
            recipient_verified=True,  # an administrator entered it
            subject=f"{What(outgoing.what).label}: {outgoing.service_title}, {format_reference(outgoing.reference)}",
            body="\n\n".join(filter(None, (words(outgoing), self._files_in_words(outgoing, len(enclosed))))),
            enclosures=enclosed,
            about=About(ABOUT, outgoing.dispatch_id, outgoing.reference),
            purpose=Purpose.STAFF,
        )
        try:
            message = queue_message(
                draft=draft, organisation=target.organisation, dedupe_key=f"handover:{outgoing.key}",
                actor=system_account(), at=timezone.now(),
            )  # fmt: skip
        except Invalid as error:
            raise Refused("setup_refused" if "to_address" in error.errors else "content_refused") from error
        if message.state == "failed" or (message.state == "unknown" and outgoing.again):  # a person sends it again
            retry_message(message=message, actor=system_account(), at=timezone.now())
        elif message.state in ("bounced", "cancelled"):
            raise Refused("undelivered")
        return Accepted(reference=outgoing.theirs or outgoing.reference)

    def _enclosed(self, outgoing: Outgoing) -> tuple[Enclosure, ...]:
        """The first files, as many as the mail can carry."""
        if self.channel != Channel.EMAIL or why_no_files(self.channel):
            return ()
        sizes = accumulate(file.size for file in outgoing.files)
        fitting = sum(1 for size in sizes if size <= MOST_BYTES)
        return tuple(
            Enclosure(file.name, file.content_type, file.path, file.size, file.sha256)
            for file in outgoing.files[:fitting]
        )

    def _files_in_words(self, outgoing: Outgoing, enclosed: int) -> str:
        if not outgoing.files:
            return ""
        if self.channel == Channel.LETTER:
            names = ", ".join(file.name for file in outgoing.files)
            return f"Files that a letter cannot carry: {names}. Ask us for them under the reference above."
        lines = [f"{file.name}, enclosed" for file in outgoing.files[:enclosed]]
        lines += [
            f"{file.name}, until {timezone.localtime(file.ends):%-d %B %Y}: {file.url}"
            for file in outgoing.files[enclosed:]
        ]
        return "\n".join(["Files", *lines])


def words(outgoing: Outgoing) -> str:
    """The case as a person reads it; empty parts are left out."""
    at = timezone.localtime(outgoing.opened_at)
    lines = [
        ("Reference", format_reference(outgoing.reference)),
        ("Service", outgoing.service_title),
        ("What", outgoing.title),
        ("Where", outgoing.place),
        ("UPRN", outgoing.uprn),
        ("Opened", f"{at:%-d %B %Y at %H:%M}"),
        ("Now", outgoing.stage_words),
        ("Outcome", outgoing.outcome),
        ("Name", outgoing.reporter_name),
        ("Email", outgoing.reporter_email),
        ("Phone", outgoing.reporter_phone),
    ]
    parts = ["\n".join(f"{label}: {text}" for label, text in lines if text), outgoing.note]
    if outgoing.what == What.OPENED:
        answers = "\n".join(f"{answer.question}: {answer.shown}" for answer in outgoing.answers)
        parts += [outgoing.description, answers]
    return "\n\n".join(part for part in parts if part)
