"""Rules of an organisation's chat, chats, what was written in them, files and blocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civichub.webchat.idle import IdleRules
from civichub.webchat.states import CHAT

ENGLISH = "en"


class ScanState(models.TextChoices):
    """`NOT_SCANNED` only where no scanner is configured; a scanner that is down leaves files `HELD`."""

    HELD = "held", "Waiting to be checked for viruses"
    CLEAN = "clean", "Checked"
    INFECTED = "infected", "Blocked: it may hold a virus"
    NOT_SCANNED = "not_scanned", "Not checked: no scanner is set up"


class ChatSetup(models.Model):
    """How one organisation chats. `services` are those it is offered for, empty for all; `queue` else the service's.

    `languages` are skills of the register ("language:pa"); `greetings` are by language, English as "en". From
    `most_waiting` people in line on, a message is offered instead. `kept_hours` is how long a browser finds the way
    back to its chat, `retention_days` how long transcripts are kept.
    """

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="chat_setup"
    )
    is_on = models.BooleanField(default=False)
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    queue = models.ForeignKey("routing.Queue", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    greetings = models.JSONField(default=dict, blank=True)
    most_waiting = models.PositiveSmallIntegerField(default=10)
    remind_minutes = models.PositiveSmallIntegerField(default=2)
    ask_minutes = models.PositiveSmallIntegerField(default=5)
    close_minutes = models.PositiveSmallIntegerField(default=3)
    gone_minutes = models.PositiveSmallIntegerField(default=10)
    kept_hours = models.PositiveSmallIntegerField(default=12)
    retention_days = models.PositiveSmallIntegerField(default=730)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(remind_minutes__gte=1, ask_minutes__gte=1, close_minutes__gte=1, gone_minutes__gte=2),
                name="chat_minutes_are_minutes",
            )
        ]

    def __str__(self) -> str:
        return f"Webchat of {self.organisation}"

    def rules(self) -> IdleRules:
        """What happens when a chat goes quiet."""
        return IdleRules(self.remind_minutes, self.ask_minutes, self.close_minutes, self.gone_minutes)


class ChatQuerySet(models.QuerySet["Chat"]):
    def visible_to(self, user: Any) -> Self:
        """The chats of contacts that `user` may see, those in their hand, and a resident's own."""
        if user.is_system:
            return self
        if user.kind == "resident":
            return self.filter(started_by=user)
        seen = Q(organisation__in=user.organisations_with("contact.view")) | Q(contact__handled_by=user)
        held = Q(item__taken_by=user) & Q(item__state__in=("taken", "wrapping_up"))
        return self.filter(seen | held)


class Chat(models.Model):
    """One conversation, or a message that was left instead of one. `key` is what the resident's cookie holds, signed.

    `language` is what the resident reads, "en" or a skill of the register. `…_read_to` are the last message that each
    side has seen, `…_typing_at` when each last typed. `browser` and `address` are keyed digests, for blocks only. From
    `forgotten_at` on nothing is left of what was said: the contact, its times and the rating stay.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    contact = models.OneToOneField("contacts.Contact", on_delete=models.PROTECT, related_name="chat")
    item = models.OneToOneField(
        "routing.WorkItem", null=True, blank=True, on_delete=models.PROTECT, related_name="chat"
    )
    key = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=40, default=ENGLISH)
    language_note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=list(CHAT.states.items()), default="open")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, blank=True)
    seen_at = models.DateTimeField()
    resident_at = models.DateTimeField()
    advisor_at = models.DateTimeField(null=True, blank=True)
    resident_typing_at = models.DateTimeField(null=True, blank=True)
    advisor_typing_at = models.DateTimeField(null=True, blank=True)
    resident_read_to = models.BigIntegerField(default=0)
    advisor_read_to = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reply_email = models.EmailField(blank=True)
    reply_phone = models.CharField(max_length=40, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    browser = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    keep_until = models.DateField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = ChatQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-started_at"], name="chats_of_organisation"),
            models.Index(fields=["seen_at"], name="chats_going_on", condition=Q(state="open")),
            models.Index(fields=["keep_until"], name="chats_by_retention", condition=Q(forgotten_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="rating_is_1_to_5"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="chat_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "Somebody on webchat"

    @property
    def is_over(self) -> bool:
        return self.state != "open"

    @property
    def in_hand(self) -> bool:
        return self.state == "open" and self.item is not None and self.item.state in ("taken", "wrapping_up")

    def unread_by_advisor(self) -> int:
        return self.messages.filter(author=Author.RESIDENT, pk__gt=self.advisor_read_to).count()

    def waits_for_advisor(self, at: datetime) -> int:
        """Seconds since the resident's word that nobody has answered yet, else 0."""
        if not self.in_hand or (self.advisor_at and self.advisor_at > self.resident_at):
            return 0
        return max(0, int((at - self.resident_at).total_seconds()))


class Author(models.TextChoices):
    RESIDENT = "resident", "Resident"
    ADVISOR = "advisor", "Advisor"
    HUB = "hub", "The hub"


class ChatFile(models.Model):
    """A file that either side sent, stored under a name nobody can guess and served only as a download."""

    chat = models.ForeignKey(Chat, on_delete=models.PROTECT, related_name="files")
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    scan = models.CharField(max_length=12, choices=ScanState, default=ScanState.HELD)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def servable(self) -> bool:
        return self.scan in (ScanState.CLEAN, ScanState.NOT_SCANNED)


class ChatMessage(models.Model):
    """Something written, in the order of its number within the chat. Added, never changed; removed with all the others
    of a chat whose time is over, and not before.

    `client_id` is what the writer's browser called it, so that one sent twice is kept once.
    """

    chat = models.ForeignKey(Chat, on_delete=models.PROTECT, related_name="messages")
    author = models.CharField(max_length=8, choices=Author)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(blank=True)
    file = models.ForeignKey(ChatFile, null=True, blank=True, on_delete=models.PROTECT, related_name="messages")
    client_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["chat", "id"], name="messages_of_chat")]
        constraints = [
            models.UniqueConstraint(
                fields=["chat", "author", "client_id"], condition=~Q(client_id=""), name="chat_message_sent_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="chat_is_append_only", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="chat_keeps_its_words",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("forgotten", "timestamptz")],
                func=(
                    "SELECT forgotten_at INTO forgotten FROM webchat_chat WHERE id = OLD.chat_id;"
                    " IF forgotten IS NULL THEN RAISE EXCEPTION"
                    " 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END IF; RETURN OLD;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_display()}, {self.at:%H:%M}"

    @property
    def first_name(self) -> str:
        """How a resident knows whoever wrote it."""
        return str(self.person).split()[0] if self.person else ""


class ChatBlock(models.Model):
    """Somebody who may not begin a chat for some hours, told by digests of their browser's cookie and address."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    chat = models.ForeignKey(Chat, on_delete=models.PROTECT, related_name="blocks")
    browser = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["until"], name="blocks_in_force", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"block until {self.until:%d %B %H:%M}"
