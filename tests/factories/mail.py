"""Mail as people and machines write it, and a mailbox of the county to write to."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from civichub.messaging.intake import file_original
from civichub.messaging.models import Mailbox, MailMessage, RawMail
from civichub.messaging.operations.mail_keeping import keep_original
from civichub.messaging.operations.mailboxes import define_mailbox
from civichub.routing.models import Queue
from civichub.routing.operations import define_queue, join_queue, sit_down
from tests.factories.world import NOON, World

ADDRESS = "enquiries@testshire.example"


def make_mailbox(world: World, *, at: datetime = NOON, address: str = ADDRESS, **details: Any) -> Mailbox:
    """A mailbox whose mail waits in the queue "Email"."""
    leader = world.people["leader"]
    queue = Queue.objects.filter(organisation=world.county, slug="email").first() or define_queue(
        organisation=world.county, slug="email", name="Email", ring_seconds=300, actor=leader, at=at
    )
    defaults = {"name": "Enquiries", "queue": queue, "service": world.services["pothole"]}
    return define_mailbox(organisation=world.county, address=address, actor=world.system, at=at, **defaults | details)


def seat(world: World, who: str, *, at: datetime = NOON) -> Any:
    """Somebody who serves the queue and is ready."""
    queue, person = Queue.objects.get(organisation=world.county, slug="email"), world.fresh(who)
    join_queue(queue=queue, person=person, actor=world.people["leader"], at=at)
    sit_down(actor=person, at=at)
    return person


def written(
    text: str = "The street light outside number 4 is out.",
    *,
    to: str = ADDRESS,
    sender: str = "Priya Shah <priya@example.com>",
    subject: str = "Street light",
    message_id: str = "",
    **headers: str,
) -> EmailMessage:
    """A message; further headers by name, with _ for -."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = message_id or f"<{abs(hash((text, sender, subject)))}@example.com>"
    message["Date"] = "Tue, 03 Mar 2026 11:59:00 +0000"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def arrive(
    mailbox: Mailbox, mail: EmailMessage | bytes, *, world: World, at: datetime = NOON, **envelope: Any
) -> MailMessage:
    """It comes in, is kept, and is filed."""
    content = mail if isinstance(mail, bytes) else mail.as_bytes()
    original = keep_original(mailbox=mailbox, content=content, actor=world.system, at=at, **envelope)
    file_original(original, clock=lambda: at)
    return RawMail.objects.get(pk=original.pk).message
