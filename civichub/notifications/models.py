"""A council's own texts, version by version, and who was told of what, or why not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from civichub.delivery.states import Channel


class MessageTemplate(models.Model):
    """One version of a text. An empty `service_slug` means every service, no `organisation` every organisation.

    The version in force is the one with the latest `effective_from` that has come and was not withdrawn.
    """

    event_key = models.CharField(max_length=60)
    channel = models.CharField(max_length=6, choices=Channel)
    language = models.CharField(max_length=12, default="en")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    service_slug = models.SlugField(max_length=120, blank=True, db_index=False)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    effective_from = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["event_key", "channel", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "channel", "language", "organisation", "service_slug", "version"],
                name="one_template_per_scope_and_version",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="template_versions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.event_key} {self.channel} v{self.version}"


class TeamNotice(models.Model):
    """A piece of news that waits for the next summary of a team, or went out with one (`message`)."""

    occasion = models.CharField(max_length=120)
    team = models.ForeignKey("organisations.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    event_key = models.CharField(max_length=60)
    at = models.DateTimeField()
    message = models.ForeignKey("delivery.Message", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "occasion"], name="one_notice_per_team_and_occasion")]
        indexes = [models.Index(fields=["team", "at"], condition=Q(message=None), name="notices_for_next_summary")]

    def __str__(self) -> str:
        return f"{self.event_key} to team {self.team_id}"


class Notice(models.Model):
    """One person and one piece of news: the message that told them, or why they were not told.

    `occasion` is the fact behind it (``step:12:2026-05-01T…``), `recipient` the person as `delivery` knows them.
    `undelivered_at`: the message left but did not arrive.
    """

    occasion = models.CharField(max_length=120)
    recipient = models.CharField(max_length=80)
    event_key = models.CharField(max_length=60)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey("delivery.Message", null=True, on_delete=models.PROTECT, related_name="+")
    contact_point_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300)
    undelivered_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["occasion", "recipient"], name="one_notice_per_person_and_occasion"),
        ]
        indexes = [
            models.Index(fields=["case", "-at"], name="notices_by_case"),
            models.Index(
                fields=["organisation", "-at"],
                condition=Q(message=None) | Q(undelivered_at__isnull=False),
                name="notices_not_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_key} to {self.recipient}"
