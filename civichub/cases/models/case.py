"""The case itself, who follows it, and what it is linked to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from civichub.cases.sharing import Scope, scope_of
from civichub.customers.queries import own_customer_ids


def opened_by(scope: Scope) -> Q:
    """Which cases a scope opens, as a condition."""
    own_teams = Q(organisation__in=scope.sensitive, team__in=scope.teams)
    seen = Q(organisation__in=scope.ordinary, sensitive=False) | own_teams | Q(organisation__in=scope.all_sensitive)
    for organisation, services in scope.shared:
        open_ones = Q(service__in=services) if services else Q(sensitive=False)
        seen |= Q(organisation=organisation) & open_ones
    return seen


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> Self:
        """Cases this account may know of; everything that reads a case starts here.

        Staff: those of the organisations in which they may see cases (sensitive ones only where their own team holds
        them and their role includes it),
        and those another organisation shares under an agreement in force. A resident: their own.
        """
        if user.is_system:
            return self
        if user.kind == "resident":
            return self.filter(customer__in=own_customer_ids(user))
        return self.within(scope_of(user))

    def within(self, scope: Scope) -> Self:
        """Cases that this scope opens to staff and to other systems: `visible_to` for those who have it."""
        return self.filter(opened_by(scope))

    def open(self) -> Self:
        """Cases that are not closed."""
        return self.filter(closed_at=None)


class Case(models.Model):
    """One thing that somebody wants done.

    `organisation` is the body responsible and `front_door` the one by which it came. `stage` and `outcome` are codes of
    the procedure version the case began with. `easting` and `northing` are OSGB metres. `due_at` is the nearest running
    clock, kept here so that a queue can be sorted by it.
    """

    reference = models.CharField(max_length=9, unique=True)
    service = models.ForeignKey("catalogue.Service", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    front_door = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("organisations.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    form_version = models.ForeignKey(
        "forms.FormVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    stage = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40, blank=True)
    sensitive = models.BooleanField(default=False)
    channel = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    reporter_name = models.CharField(max_length=200, blank=True)
    reporter_email = models.EmailField(blank=True)
    reporter_phone = models.CharField(max_length=20, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=300, blank=True)
    easting = models.FloatField(null=True, blank=True)
    northing = models.FloatField(null=True, blank=True)
    ward_code = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    source_reference = models.CharField(max_length=80, blank=True)
    words = models.GeneratedField(
        expression=SearchVector("title", "description", "place", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="case_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="closed_case_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(easting=None, northing=None) | Q(easting__isnull=False, northing__isnull=False),
                name="case_point_is_whole",
            ),
            models.UniqueConstraint(
                fields=["organisation", "source_reference"],
                condition=~Q(source_reference=""),
                name="one_case_per_source_reference",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-opened_at"], name="cases_of_customer"),
            models.Index(fields=["organisation", "due_at", "id"], name="open_queue", condition=Q(closed_at=None)),
            models.Index(fields=["due_at", "id"], name="open_by_due", condition=Q(closed_at=None)),
            models.Index(fields=["team", "due_at", "id"], name="open_team_queue", condition=Q(closed_at=None)),
            models.Index(fields=["assignee", "due_at"], name="open_in_hand", condition=Q(closed_at=None)),
            models.Index(fields=["organisation", "-opened_at", "-id"], name="cases_newest_first"),
            models.Index(fields=["service", "easting", "northing"], name="cases_nearby"),
            models.Index(fields=["uprn"], name="cases_at_address", condition=~Q(uprn="")),
            GinIndex(fields=["words"], name="cases_by_words"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def last_moment(self) -> datetime | None:
        """The last second in time: what is shown, because `due_at` is the midnight after the last day."""
        return self.due_at - timedelta(seconds=1) if self.due_at else None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseContact(models.Model):
    """A contact that was about this case. One contact may open none, one or many cases."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contact_links")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="case_links")
    opened_it = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "contact"], name="one_link_per_case_and_contact")]

    def __str__(self) -> str:
        return f"{self.case_id}-{self.contact_id}"


class Follower(models.Model):
    """Somebody else who wants to be told: "tell me about this one too". Never more rights than being told."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="followers")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    added_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | ~Q(email="") | ~Q(phone=""), name="follower_can_be_reached"
            )
        ]

    def __str__(self) -> str:
        return f"follower of {self.case_id}"


class LinkKind(models.TextChoices):
    DUPLICATE = "duplicate", "Same thing, reported again"
    RELATED = "related", "Related"
    FOLLOWS = "follows", "Follows on from"


class CaseLink(models.Model):
    """`case` is a duplicate of, related to, or follows on from `other`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="one_link_per_pair"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="no_link_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"
