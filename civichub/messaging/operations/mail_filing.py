"""From an original to a message in its conversation: by the signed address and by nothing else."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from civichub.core.audit import audit
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import unused_reference
from civichub.delivery.queries import sent_by_the_hub
from civichub.messaging import policies
from civichub.messaging.events import MailFilesHeld
from civichub.messaging.file_rules import content_type_of, why_refused
from civichub.messaging.models import Conversation, Mailbox, MailFile, MailMessage, MessageKind, RawMail
from civichub.messaging.operations.mail_acknowledging import acknowledge_receipt
from civichub.messaging.operations.mail_returns import record_return
from civichub.messaging.operations.mail_waiting import begin_to_wait, tell
from civichub.messaging.reading import ReadFile, ReadMail, read_mail
from civichub.messaging.tokens import reference_in, without_token

UNREADABLE = "Could not be read"


@operation
def file_mail(*, original: RawMail, actor: Any, at: datetime) -> MailMessage:
    """Read an original and put it where it belongs. Twice changes nothing. Raises `CannotRead`.

    What the correspondent writes is theirs, what a machine sends is set apart and never answered, and what comes to a
    conversation from any other address waits until somebody has looked at it, whoever it claims to be from.
    """
    original = lock(original)
    require(policies.may_take_in_mail(actor))
    if original.filed_at is not None:
        return original.message
    with default_storage.open(original.path, "rb") as stored:
        content = stored.read()
    mail = read_mail(content, envelope_from=original.envelope_from)
    mailbox = Mailbox.objects.select_related("organisation", "queue", "service").get(pk=original.mailbox_id)
    conversation = _conversation_of(mail, mailbox, original)
    if conversation is None:
        message = _begin(mail, mailbox, original, actor=actor, at=at)
    else:
        message = _go_on(conversation, mail, original, actor=actor, at=at)
    _keep_files(message, mail.files, at=at)
    original.filed_at = at
    save(original, "filed_at")
    tell(message.conversation)
    audit("mail.filed", original, actor=actor, at=at, conversation=message.conversation_id, kind=message.kind)
    return message


def _conversation_of(mail: ReadMail, mailbox: Mailbox, original: RawMail) -> Conversation | None:
    reference = reference_in([original.envelope_to, *mail.recipients], mailbox.address)
    found = Conversation.objects.filter(reference=reference, mailbox=mailbox).first() if reference else None
    if found is None:
        return None
    found = lock(found)
    found.mailbox, found.organisation = mailbox, mailbox.organisation
    return found


def _begin(mail: ReadMail, mailbox: Mailbox, original: RawMail, *, actor: Any, at: datetime) -> MailMessage:
    machine = mail.machine or _why_ours(mail)
    conversation = Conversation.objects.create(
        reference=unused_reference(Conversation),
        organisation=mailbox.organisation,
        mailbox=mailbox,
        correspondent=mail.from_address,
        correspondent_name=mail.from_name,
        subject=mail.subject,
        language=mail.language or "en",
        state="aside" if machine else "waiting",
        opened_at=original.received_at,
        changed_at=at,
        waiting_since=original.received_at,
    )
    audit("mail.conversation_opened", conversation, actor=actor, at=at, mailbox=mailbox.pk)
    if machine:
        notice = f"Set aside: {machine}."
        return _message(conversation, mail, original, MessageKind.MACHINE, notices=(notice,))
    begin_to_wait(conversation, since=original.received_at, actor=actor, at=at)
    message = _message(conversation, mail, original, MessageKind.THEIRS)
    if not mail.quiet:
        acknowledge_receipt(conversation, answering=mail, actor=actor, at=at)
    return message


def _go_on(conversation: Conversation, mail: ReadMail, original: RawMail, *, actor: Any, at: datetime) -> MailMessage:
    machine = mail.machine or _why_ours(mail)
    if machine:
        message = _message(conversation, mail, original, MessageKind.MACHINE, notices=(f"Set apart: {machine}.",))
        if mail.returned is not None:
            record_return(conversation, mail.returned, actor=actor, at=at)
        return message
    if mail.from_address.lower() == conversation.correspondent.lower():
        if conversation.address_failed_at is not None:
            conversation.address_failed_at = None  # they are there: the next answer shows whether it arrives
            save(conversation, "address_failed_at")
        if conversation.state != "spam":
            begin_to_wait(conversation, since=original.received_at, actor=actor, at=at)
        return _message(conversation, mail, original, MessageKind.THEIRS)
    message = _message(conversation, mail, original, MessageKind.STRANGER)
    if conversation.state != "spam":
        title = f"{conversation.reference}: a reply from another address, to be looked at"
        begin_to_wait(conversation, since=original.received_at, actor=actor, at=at, title=title)
    return message


def _why_ours(mail: ReadMail) -> str:
    """Mail of our own that came back in; a person's who only claims to be us is set aside too, and seen there."""
    if sent_by_the_hub(mail.message_id) is not None:
        return "it is our own message, come back"
    sender = without_token(mail.from_address)
    if Mailbox.objects.filter(address__iexact=sender).exists() or sender == settings.DEFAULT_FROM_EMAIL.lower():
        return "it claims to be from one of our own mailboxes"
    return ""


def _message(
    conversation: Conversation, mail: ReadMail, original: RawMail, kind: str, *, notices: tuple[str, ...] = ()
) -> MailMessage:
    return MailMessage.objects.create(
        conversation=conversation,
        kind=kind,
        original=original,
        contact=conversation.contact if kind == MessageKind.THEIRS else None,
        from_address=mail.from_address,
        from_name=mail.from_name,
        copies=list(mail.copies),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        blocked=list(mail.blocked),
        notices=[*notices, *mail.notices],
        message_id=mail.message_id,
        references=list(mail.references),
        at=original.received_at,
    )


def _keep_files(message: MailMessage, files: tuple[ReadFile, ...], *, at: datetime) -> None:
    held = False
    for number, file in enumerate(files, start=1):
        why = why_refused(file.name, file.content_type, file.content, number=number)
        row = MailFile(
            message=message,
            token=secrets.token_urlsafe(32),
            name=file.name,
            content_type=content_type_of(file.name, file.content_type, file.content) or file.content_type,
            content_id=file.content_id,
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            scan="refused" if why else "held" if settings.CLAMAV else "not_scanned",
            why=why,
        )
        if not why:
            row.path = default_storage.save(f"mail/files/{secrets.token_hex(16)}", ContentFile(file.content))
            held = held or row.scan == "held"
        row.save()
    if held:
        publish(MailFilesHeld(conversation_id=message.conversation_id), at=at)


@operation
def file_unreadable(*, original: RawMail, why: str, actor: Any, at: datetime) -> MailMessage:
    """A message that nobody's program can show: somebody looks at the original. Twice changes nothing."""
    original = lock(original)
    require(policies.may_take_in_mail(actor))
    if original.filed_at is not None:
        return original.message
    mailbox = Mailbox.objects.select_related("organisation", "queue", "service").get(pk=original.mailbox_id)
    conversation = Conversation.objects.create(
        reference=unused_reference(Conversation),
        organisation=mailbox.organisation,
        mailbox=mailbox,
        subject=UNREADABLE,
        unreadable=True,
        opened_at=original.received_at,
        changed_at=at,
        waiting_since=original.received_at,
    )
    title = f"{UNREADABLE}: an email to {mailbox.name}"
    begin_to_wait(conversation, since=original.received_at, actor=actor, at=at, title=title)
    message = MailMessage.objects.create(
        conversation=conversation,
        kind=MessageKind.STRANGER,
        verdict="accepted",
        original=original,
        contact=conversation.contact,
        notices=["This message could not be read. Its original is kept and can be downloaded."],
        at=original.received_at,
    )
    tell(conversation)
    original.filed_at, original.trouble = at, why[:200]
    save(original, "filed_at", "trouble")
    audit("mail.unreadable", original, actor=actor, at=at, conversation=conversation.pk, why=why[:200])
    return message
