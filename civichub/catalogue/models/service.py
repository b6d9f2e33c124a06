"""What a council offers, apart from who offers it where."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from civichub.catalogue.states import (
    ALIAS_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Audience,
    Sensitivity,
    ServiceClass,
    ServiceStatus,
)

SOURCE_URI = "http://id.esd.org.uk/service/{lgsl_id}"


class ServiceQuerySet(models.QuerySet["Service"]):
    def live(self) -> ServiceQuerySet:
        """Services that people can be offered."""
        return self.filter(status=ServiceStatus.LIVE)

    def public(self) -> ServiceQuerySet:
        """Live services that anybody may ask for: those for partners are offered in their portal alone."""
        return self.live().exclude(audience=Audience.PARTNERS)


class Service(models.Model):
    """One thing a resident may come for. `lgsl_id` is its number in the Local Government Services List, if it has one.

    `summary` says in plain words what it is, in a sentence or two; `description` is what its source says. `aliases` are
    other people's words for it. `form_key` and `procedure_key` name a form and a procedure by their keys, empty when it
    has none. `avoidable_hints` are for the advisor: what people come back about, and what to say so that they need not.
    The services are one list for the partnership; `owner` is the organisation that may change this one, if not all may.
    """

    slug = models.SlugField(max_length=140, unique=True)
    title = models.CharField(max_length=TITLE_LENGTH)
    lgsl_id = models.PositiveIntegerField(null=True, blank=True, unique=True)
    summary = models.CharField(max_length=SUMMARY_LENGTH, blank=True)
    description = models.TextField(blank=True)
    service_class = models.CharField(max_length=12, choices=ServiceClass, default=ServiceClass.INFORMATION)
    once_and_done = models.BooleanField(default=False)
    right_first_time = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=ServiceStatus, default=ServiceStatus.DRAFT)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.ORDINARY)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.EVERYONE)
    aliases = ArrayField(models.CharField(max_length=ALIAS_LENGTH), default=list, blank=True)
    owner = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    form_key = models.CharField(max_length=80, blank=True)
    procedure_key = models.CharField(max_length=80, blank=True)
    avoidable_hints = models.TextField(blank=True)
    history_note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="service_has_a_title"),
            models.CheckConstraint(
                condition=Q(status="retired", retired_at__isnull=False) | (~Q(status="retired") & Q(retired_at=None)),
                name="only_retired_services_have_a_retirement_date",
            ),
        ]
        indexes = [models.Index(Upper("title"), name="services_a_to_z")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_sensitive(self) -> bool:
        """Whether its cases are seen only by those with the power for sensitive services."""
        return self.sensitivity == Sensitivity.SENSITIVE

    @property
    def source_uri(self) -> str:
        """The identifier of the national list entry, empty when there is none (standards: LGSL/ESD)."""
        return SOURCE_URI.format(lgsl_id=self.lgsl_id) if self.lgsl_id is not None else ""
