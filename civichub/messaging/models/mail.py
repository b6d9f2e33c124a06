"""Mailboxes, the originals of what came in, conversations and their messages."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from civichub.messaging.models.standard import AnswerOwed
from civichub.messaging.states import CONVERSATION


class Arrival(models.TextChoices):
    """How mail gets from the organisation's mail server into the hub."""

    IMAP = "imap", "The hub fetches it (IMAP)"
    HANDED_IN = "handed_in", "The mail server hands it in (LMTP or SMTP)"


class Secure(models.TextChoices):
    IMPLICIT = "implicit", "TLS from the first byte (port 993)"
    STARTTLS = "starttls", "STARTTLS (port 143)"
    OFF = "off", "None: only for a server on the same machine"


class Mailbox(models.Model):
    """An address of one organisation that people write to, and the line in which its mail waits.

    `secret_name` names the environment variable that holds the password; the password itself is never stored.
    `acknowledges`: whoever writes for the first time in a day is told that it has arrived.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    address = models.EmailField()
    queue = models.ForeignKey("routing.Queue", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signature = models.TextField(blank=True)
    is_sensitive = models.BooleanField(default=False)
    acknowledges = models.BooleanField(default=True)
    acknowledgement = models.TextField(blank=True)
    arrival = models.CharField(max_length=10, choices=Arrival, default=Arrival.HANDED_IN)
    host = models.CharField(max_length=200, blank=True)
    port = models.PositiveIntegerField(default=993)
    secure = models.CharField(max_length=10, choices=Secure, default=Secure.IMPLICIT)
    user = models.CharField(max_length=200, blank=True)
    secret_name = models.CharField(max_length=80, blank=True)
    folder = models.CharField(max_length=80, default="INBOX")
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(Lower("address"), name="one_mailbox_per_address"),
            models.CheckConstraint(
                condition=~Q(arrival="imap") | (~Q(host="") & ~Q(user="") & ~Q(secret_name="")),
                name="fetched_mailbox_knows_its_server",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RawMail(models.Model):
    """A message exactly as it came, kept before anybody tried to read it. Never changed but for what became of it.

    `envelope_to` and `envelope_from` are the server's word; empty for fetched mail, where the server keeps them.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="originals")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    envelope_from = models.CharField(max_length=320, null=True, blank=True)
    envelope_to = models.CharField(max_length=320, blank=True)
    received_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "sha256"], name="one_original_per_mailbox")]
        indexes = [models.Index(fields=["received_at"], condition=Q(filed_at=None), name="originals_to_file")]
        triggers = [pgtrigger.Protect(name="originals_are_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"mail of {self.received_at:%Y-%m-%d %H:%M}"


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: Any) -> Self:
        """Those of organisations in which `user` may see contacts, and those whose contact the user handles.

        A sensitive mailbox is open to those who see sensitive cases there, and to whoever has its contact in hand.
        """
        if user.is_system:
            return self
        organisations = user.organisations_with("contact.view")
        ordinary = Q(organisation__in=organisations, mailbox__is_sensitive=False)
        sensitive = Q(organisation__in=organisations & user.organisations_with("case.view_sensitive"))
        return self.filter(ordinary | sensitive | Q(contact__handled_by=user))


class Conversation(models.Model):
    """One person and one organisation writing to each other.

    `correspondent` is the only address whose mail is shown as the person's own words. `contact` is the latest
    interaction; `waiting_since` is when the oldest unanswered message came, and `wait` what is owed for it.
    `unreadable`: the message could not be read, and only its original is there.
    """

    reference = models.CharField(max_length=9, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="conversations")
    correspondent = models.CharField(max_length=254, blank=True)
    correspondent_name = models.CharField(max_length=160, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=12, default="en")
    contact = models.ForeignKey(
        "contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    case = models.ForeignKey(
        "cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    state = models.CharField(max_length=10, choices=list(CONVERSATION.states.items()), default="waiting")
    unreadable = models.BooleanField(default=False)
    address_failed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)
    wait = models.OneToOneField("MailWait", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False), name="waiting_conversation_since_when"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "-changed_at"], name="conversations_by_state"),
            models.Index(fields=["contact"], name="conversations_by_contact"),
            models.Index(Lower("correspondent"), name="conversations_by_address"),
        ]

    def __str__(self) -> str:
        return self.reference


class MailWait(AnswerOwed):
    """A correspondent waits, from the first message that nobody has answered. The conversation names its latest one."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="waits")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="+")
    needs_no_reply = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "received_on"], name="mail_waits_by_receipt"),
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(responded_at=None, needs_no_reply=False),
                name="mail_waits_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} since {self.received_on}"


class MessageKind(models.TextChoices):
    """Who is speaking. Only `OURS` are words of the organisation, and only `THEIRS` those of the correspondent."""

    THEIRS = "theirs", "From the correspondent"
    OURS = "ours", "From us"
    AUTOMATIC = "automatic", "Sent by the hub"
    MACHINE = "machine", "Automatic reply or notice from outside"
    STRANGER = "stranger", "From an address that is not the correspondent's"


class MailMessage(models.Model):
    """One message of a conversation. `delivery` is the outgoing message that carries ours.

    `text` is what is shown; `html` has been made safe; `blocked` names what was not loaded. `verdict` is what staff
    said of a stranger's message: empty while it waits, then accepted or rejected.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    verdict = models.CharField(max_length=8, blank=True, choices=[("accepted", "Accepted"), ("rejected", "Rejected")])
    original = models.OneToOneField(RawMail, null=True, blank=True, on_delete=models.PROTECT, related_name="message")
    contact = models.ForeignKey("contacts.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey("delivery.Message", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_address = models.CharField(max_length=320, blank=True)
    from_name = models.CharField(max_length=160, blank=True)
    copies = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    blocked = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    notices = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    message_id = models.CharField(max_length=300, blank=True)
    references = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="ours") | Q(original=None, author__isnull=False), name="our_words_have_an_author"
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "at"], name="messages_of_conversation"),
            models.Index(fields=["delivery"], condition=Q(delivery__isnull=False), name="mail_by_delivery"),
            models.Index(fields=["at"], condition=Q(kind="stranger", verdict=""), name="mail_in_quarantine"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class FileState(models.TextChoices):
    """`NOT_SCANNED` only where no scanner is configured; a scanner that is down leaves files `HELD`."""

    HELD = "held", "Waiting to be checked for viruses"
    CLEAN = "clean", "Checked"
    INFECTED = "infected", "Blocked: it may hold a virus"
    NOT_SCANNED = "not_scanned", "Not checked: no scanner is set up"
    REFUSED = "refused", "Not taken"


class MailFile(models.Model):
    """A file of a message, or of an answer that is still being written.

    One that came in and was refused has no `path`; it is in the original only.
    """

    message = models.ForeignKey(MailMessage, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    draft = models.ForeignKey("ReplyDraft", null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content_id = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, blank=True)
    scan = models.CharField(max_length=12, choices=FileState)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, draft=None) | Q(message=None, draft__isnull=False),
                name="mail_file_of_a_message_or_a_draft",
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(scan="held"), name="mail_files_to_scan")]

    def __str__(self) -> str:
        return self.name

    @property
    def servable(self) -> bool:
        return self.scan in (FileState.CLEAN, FileState.NOT_SCANNED)


class ReplyDraft(models.Model):
    """What somebody is writing, kept while they type. Its time is how colleagues see that somebody is."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "author"], name="one_draft_per_person_and_conversation")
        ]

    def __str__(self) -> str:
        return f"draft of {self.author}"


class AutomaticReply(models.Model):
    """When the hub last wrote to an address of its own accord: at most once a day, whatever comes in."""

    correspondent = models.CharField(max_length=254, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.correspondent} {self.at:%Y-%m-%d}"
