"""Other organisations in a case: those that sent it in, and those that were asked to do a part of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class ReferralKind(models.TextChoices):
    PERSON = "person", "A person was referred"
    PARISH = "parish", "Reported for a parish or town council"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: Any) -> Self:
        """What the organisations sent in for which this account refers people, or reports for a parish."""
        referred = Q(kind=ReferralKind.PERSON, sender__in=user.organisations_with("referral.make"))
        reported = Q(kind=ReferralKind.PARISH, sender__in=user.organisations_with("parish.report"))
        return self.filter(referred | reported)


class Referral(models.Model):
    """An organisation of the partnership sent this case in, for a person or for its parish.

    The sender reads what it wrote itself, how far it is, and how it ended; anything more is for an agreement to open.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="referral")
    kind = models.CharField(max_length=6, choices=ReferralKind)
    sender = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField()

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sender", "kind", "-sent_at", "-id"], name="referrals_of_sender")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.sender_id}"


class PartState(models.TextChoices):
    ASKED = "asked", "Asked"
    DONE = "done", "Done"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "No longer wanted"


class CasePart(models.Model):
    """What another organisation was asked to do in a case, with a clock of its own that counts its own working days.

    `asked` and `answer` are between the two organisations; the customer's story says only that it was asked and did.
    `due_at` is UTC and exclusive, the close of its office on the last of `working_days`.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="parts")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    asked = models.CharField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    working_days = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PartState, default=PartState.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"], condition=Q(state="asked"), name="one_open_part_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="part_is_open_until_answered",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "due_at"], name="parts_of_organisation")]

    def __str__(self) -> str:
        return f"part of {self.organisation_id} in {self.case_id}"

    @property
    def last_moment(self) -> datetime:
        """The last second in time: what is shown."""
        return self.due_at - timedelta(seconds=1)

    @property
    def is_open(self) -> bool:
        return self.state == PartState.ASKED

    @property
    def in_time(self) -> bool | None:
        """Whether it was answered in time; None while it is open or once it is no longer wanted."""
        if self.answered_at is None or self.state == PartState.WITHDRAWN:
            return None
        return self.answered_at < self.due_at
