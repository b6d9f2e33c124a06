"""Who is connected by which plug, what goes there, and what their words mean here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from civichub.handover.states import PlugKind, Repeats


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def visible_to(self, user: Any) -> ConnectionQuerySet:
        """Connections of the organisations in which this account may see what is handed over."""
        return self.filter(organisation__in=user.organisations_with("handover.view"))


class Connection(models.Model):
    """Another system that is told of an organisation's cases.

    `fulfils`: it does the work and its status counts here; otherwise it is only told. `receiver` is the partner whose
    system it is, None for the organisation's own: a partner gets what the sharing agreement opens. `address` is a URL,
    an email address, postal lines or a folder's name, by `plug`; `options` are the plug's own. `client` is the account
    by which their statuses act here, and `caller` that of the key by which they report them, which opens nothing else.
    From `failing_since` to `last_success_at` it is health, written by the sender;
    while it fails, nothing is tried before `retry_at`.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=80)
    plug = models.CharField(max_length=10, choices=PlugKind)
    address = models.CharField(max_length=400)
    options = models.JSONField(default=dict, blank=True)
    sealed_secret = models.BinaryField(default=bytes, blank=True)
    repeats = models.CharField(max_length=10, choices=Repeats)
    fulfils = models.BooleanField(default=True)
    takes_updates = models.BooleanField(default=True)
    sends_reporter = models.BooleanField(default=False)
    client = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    caller = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    last_success_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=40, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(ended_at=None), name="one_connection_per_name"
            ),
            models.CheckConstraint(
                condition=Q(failing_since=None) | Q(retry_at__isnull=False), name="failing_connection_is_tried_again"
            ),
            models.CheckConstraint(
                condition=Q(receiver=None) | Q(fulfils=False), name="a_partner_is_told_and_does_not_fulfil"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """That cases of a service go to a connection, under their `code`. `attributes`: our question key to their code."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="routes")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=80, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    fulfils = models.BooleanField()
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["service__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service"],
                condition=Q(fulfils=True, ended_at=None),
                name="one_back_office_fulfils_a_service",
            ),
            models.UniqueConstraint(
                fields=["connection", "service"], condition=Q(ended_at=None), name="one_route_per_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} to {self.connection}"


class StatusRule(models.Model):
    """What one of their status codes means here.

    `closed`: they have finished. `steps`: steps of the procedure, taken in this order as far as each is open at that
    moment: ``{"step": …, "outcome": …}``. `words` is a public note for the resident, empty for none.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="rules")
    code = models.CharField(max_length=60)
    closed = models.BooleanField(default=False)
    steps = models.JSONField(default=list, blank=True)
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["connection", "code"], name="one_rule_per_status_code")]

    def __str__(self) -> str:
        return self.code
