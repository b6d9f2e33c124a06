"""A call, its legs, everything that happened in it, and what its advisor asked the exchange to do."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from civichub.telephony.models.lines import Language, Line, Relay
from civichub.telephony.states import CALL


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> Self:
        """The calls whose contact `user` may see."""
        if user.is_system:
            return self
        organisations = user.organisations_with("contact.view")
        return self.filter(Q(organisation__in=organisations) | Q(contact__handled_by=user))


class Call(models.Model):
    """One conversation by telephone, or the attempt at one: exactly one contact.

    `exchange_id` is the exchange's own number for it, so that a call told of twice is one call. `caller` is E.164, or
    empty when withheld; of one that `is_outgoing` it is whom we rang. `rung_back_at` is another number at which they
    asked to be rung back. `memory` is what the switchboard knows of it, so that another can go on where one was killed.
    `language` is what they hear; `relay` is who speaks in between; `asked_for` is whom they wanted, in words.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="calls")
    contact = models.OneToOneField("contacts.Contact", on_delete=models.PROTECT, related_name="call")
    item = models.OneToOneField(
        "routing.WorkItem", null=True, blank=True, on_delete=models.PROTECT, related_name="call"
    )
    exchange_id = models.CharField(max_length=80, unique=True)
    caller = models.CharField(max_length=20, blank=True)
    rung_back_at = models.CharField(max_length=20, blank=True)
    is_outgoing = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    relay = models.CharField(max_length=5, choices=Relay, blank=True)
    asked_for = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=list(CALL.states.items()), default="open")
    memory = models.JSONField(default=dict)
    arrived_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    survey_score = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="calls_going_on", condition=Q(state="open")),
            models.Index(fields=["line", "-arrived_at"], name="calls_of_line"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(survey_score=None) | Q(survey_score__range=(1, 5)), name="survey_score_is_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("arrived_at")), name="call_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="call_that_is_over_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.caller or "Number withheld"


class LegRole(models.TextChoices):
    CALLER = "caller", "Caller"
    ADVISOR = "advisor", "Advisor"
    GUEST = "guest", "Somebody who was asked in"
    LISTENER = "listener", "Somebody who listened in"


class Leg(models.Model):
    """One telephone's part in a call. `cause` is of Q.850: 16 hung up, 17 engaged, 19 did not answer."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="legs")
    channel = models.CharField(max_length=80, unique=True)
    role = models.CharField(max_length=8, choices=LegRole)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rung_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cause = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.channel


class CallFact(models.Model):
    """Something that happened in a call, in the order of its number. Added, never changed: figures are made of it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="facts")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "at"], name="call_facts_by_kind")]
        triggers = [pgtrigger.Protect(name="call_facts_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%H:%M:%S}"


class OrderKind(models.TextChoices):
    HOLD = "hold", "Hold"
    RESUME = "resume", "Go on"
    HANG_UP = "hang_up", "Hang up"
    PAUSE_RECORDING = "pause_recording", "Pause the recording"
    RESUME_RECORDING = "resume_recording", "Record again"
    ASK_IN = "ask_in", "Ring somebody to ask them"
    TOGETHER = "together", "All speak together"
    SEND_AWAY = "send_away", "Back to the caller"
    PUT_THROUGH = "put_through", "Put them through"
    LISTEN = "listen", "Listen"
    WHISPER = "whisper", "Speak to the advisor alone"
    JOIN_IN = "join_in", "Speak to both"
    STOP_LISTENING = "stop_listening", "Stop listening"


class CallOrder(models.Model):
    """What an advisor or their team leader asked of the exchange, until the switchboard has seen to it.

    `detail` says whom to ring: the `endpoint` of a `person` of ours, or a `number` outside.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="orders")
    kind = models.CharField(max_length=16, choices=OrderKind)
    detail = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="call_orders_to_do", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.get_kind_display()
