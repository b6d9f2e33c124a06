"""Messages, and what was heard about each. Receipts are added, never changed."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from civichub.delivery.states import STATES, Channel, LetterFormat, Purpose


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> MessageQuerySet:
        """Messages of organisations where `user` may see what was sent; sensitive ones need a second power.

        Messages for signing in belong to no organisation, so nobody sees them: whoever reads one can sign in.
        """
        ordinary = Q(organisation__in=user.organisations_with("delivery.view"), is_sensitive=False)
        sensitive = Q(
            organisation__in=user.organisations_with("delivery.view") & user.organisations_with("case.view_sensitive")
        )
        return self.filter(ordinary | sensitive, is_secret=False)


class Message(models.Model):
    """One text to one address. `about_…` is opaque to delivery: the type, id and reference its sender gave.

    `to_address` is an email address, a number as E.164, or postal lines by ``\\n``. `recipient` names the person as the
    sender knows them (``customers.customer:12``). `dedupe_key` makes sure that one person is told one thing once.
    `enclosures` are the files that go with an email, each as `enclosures.Enclosure` has it.
    """

    reference = models.CharField(max_length=9, unique=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=6, choices=Channel)
    to_address = models.TextField()
    to_name = models.CharField(max_length=160, blank=True)
    recipient = models.CharField(max_length=80, blank=True)
    recipient_verified = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    body_html = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    letter_format = models.CharField(max_length=12, choices=LetterFormat, default=LetterFormat.STANDARD)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    about_reference = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.SERVICE)
    template_key = models.CharField(max_length=120, blank=True)
    template_version = models.PositiveIntegerField(default=0)
    why_channel = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=255, null=True, blank=True)
    unsubscribe_url = models.URLField(max_length=400, blank=True)
    is_urgent = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False)
    is_secret = models.BooleanField(default=False)
    hides_address = models.BooleanField(default=False)
    correspondence = models.JSONField(null=True, blank=True)
    enclosures = models.JSONField(default=list, blank=True)

    state = models.CharField(max_length=10, choices=list(STATES.items()), default="queued")
    hold_until = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(max_length=12, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"], condition=Q(dedupe_key__isnull=False), name="one_message_per_dedupe_key"
            ),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="message_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claim_token__isnull=False, claimed_at__isnull=False),
                name="message_being_sent_has_a_claim",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False), name="message_delivered_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="messages_by_organisation"),
            models.Index(fields=["about_type", "about_id", "-created_at"], name="messages_by_subject"),
            models.Index(fields=["recipient", "-created_at"], condition=~Q(recipient=""), name="messages_by_recipient"),
            models.Index(
                Lower("to_address"), F("created_at"), condition=~Q(channel="letter"), name="messages_by_address"
            ),
            models.Index(
                fields=["state", "claimed_at"],
                condition=Q(state__in=["queued", "held", "sending", "to_produce"]),
                name="messages_on_their_way",
            ),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="messages_by_provider_id"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.reference}"


class ReceiptSource(models.TextChoices):
    HUB = "hub", "The hub"
    PROVIDER = "provider", "The provider"


class Receipt(models.Model):
    """Something that happened to a message, as the hub did it or as the provider reported it, in order of arrival.

    `status` is the step for the hub's own rows and the provider's word for its reports; `code` is ours.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="receipts")
    source = models.CharField(max_length=8, choices=ReceiptSource)
    status = models.CharField(max_length=40)
    code = models.CharField(max_length=40, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "status", "occurred_at"],
                condition=Q(source="provider"),
                name="one_receipt_per_report_of_the_provider",
            )
        ]
        triggers = [pgtrigger.Protect(name="receipts_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.status} {self.occurred_at:%Y-%m-%d %H:%M}"
