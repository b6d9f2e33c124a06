"""Organisations, how each is divided, and what one has agreed to let another see."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class OrganisationKind(models.TextChoices):
    COUNTY = "county", "County council"
    DISTRICT = "district", "District council"
    PARISH = "parish", "Parish or town council"
    AGENCY = "agency", "Agency"
    CONTRACTOR = "contractor", "Contractor"


class Module(models.TextChoices):
    """Parts of the hub that an organisation can switch on when it is ready (H1)."""

    REPORTS = "reports", "Report a problem"
    APPLICATIONS = "applications", "Apply for a service"
    CONTACT_DESK = "contact_desk", "Contact desk"
    CASEWORK = "casework", "Casework"
    ACCOUNTS = "accounts", "Residents' accounts"
    PAYMENTS = "payments", "Payments"
    API = "api", "Interfaces for other systems"
    PERFORMANCE = "performance", "Performance"


class Organisation(models.Model):
    """A council or agency of the partnership. `gss_code` is the ONS code of its area, empty for an agency."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=OrganisationKind)
    gss_code = models.CharField(max_length=9, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    modules = ArrayField(models.CharField(max_length=20, choices=Module), default=list)
    brand_colour = models.CharField(max_length=7, default="#1d4f6e")
    strapline = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    postal_address = models.TextField(blank=True)
    office_hours = models.JSONField(default=dict)
    clock_nation = models.CharField(max_length=3, default="ENG")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(brand_colour__regex=r"^#[0-9a-fA-F]{6}$"), name="brand_colour_is_hex"),
        ]

    def __str__(self) -> str:
        return self.name

    def has_module(self, module: str) -> bool:
        """Whether this organisation has switched `module` on."""
        return module in self.modules


class Department(models.Model):
    """A part of an organisation that the public or other teams know by name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_department_per_name")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Who works a queue together. A case is held by exactly one team at a time.

    `digest_hours`: the hours of London's day (0 to 23) at which its notices are sent as one; none, each at once.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="teams")
    slug = models.SlugField()
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    digest_hours = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "slug"], name="one_team_per_slug")]

    def __str__(self) -> str:
        return self.name


class OfficeClosure(models.Model):
    """Days on which an office, or one team or site of it, keeps other hours than usual. Never deleted: sums name it.

    `windows` are the hours of those days, as ``["09:00-12:30"]``; none at all means closed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="closures")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="closures")
    site = models.ForeignKey("places.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="closures")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=120)
    windows = ArrayField(models.CharField(max_length=11), default=list, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="closure_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(team=None) | Q(site=None), name="closure_of_a_team_or_a_site"),
        ]

    def __str__(self) -> str:
        return self.reason

    def as_data(self) -> dict[str, object]:
        """As `core.clocks` reads a closure."""
        return {"from": self.first, "to": self.last, "reason": self.reason, "hours": list(self.windows)}


class SharedField(models.TextChoices):
    """What an agreement can open. What is not listed stays closed."""

    CUSTOMER_NAME = "customer.name", "Customer's name"
    CUSTOMER_CONTACT = "customer.contact_points", "Phone, email and address"
    CUSTOMER_NEEDS = "customer.needs", "Language, format and adjustments"
    CONTACTS = "contacts", "Record of contacts"
    CASE_SUMMARY = "case.summary", "Service, state and dates of a case"
    CASE_ANSWERS = "case.answers", "What the customer told us in the form"
    CASE_HISTORY = "case.history", "History of a case"
    CASE_NOTES = "case.private_notes", "Private notes"
    CASE_FILES = "case.attachments", "Attachments"


class SharingAgreement(models.Model):
    """What `from_organisation` lets `to_organisation` see, for which services and purpose, until when (H3).

    `services` lists catalogue service ids; empty means every ordinary service. A sensitive service is shared only when
    it is listed. The agreement holds from the start of `starts_on` to the end of `expires_on`, unless ended sooner.
    """

    from_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_given")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_held")
    title = models.CharField(max_length=160)
    purpose = models.CharField(max_length=300)
    legal_basis = models.CharField(max_length=200, blank=True)
    services = ArrayField(models.BigIntegerField(), default=list, blank=True)
    fields = ArrayField(models.CharField(max_length=40, choices=SharedField))
    may_act = models.BooleanField(default=False)
    starts_on = models.DateField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["from_organisation", "to_organisation", "title"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gte=F("starts_on")), name="agreement_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation")), name="agreement_between_two_organisations"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def in_force(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.ended_at is None and self.starts_on <= on <= self.expires_on


class LiaisonIssueQuerySet(models.QuerySet["LiaisonIssue"]):
    def visible_to(self, user: Any) -> Self:
        """What either side of an issue sees: the same to both."""
        own = user.organisations_with("liaison.view")
        return self.filter(Q(raised_by__in=own) | Q(raised_with__in=own))


class LiaisonIssue(models.Model):
    """Something between a service and the hub, or two partners, that has to be put right (C14). Never about a person.

    `owner` is who sees to it, of either side; `settled_how` is what came of it.
    """

    raised_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    raised_with = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(
        "catalogue.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    title = models.CharField(max_length=160)
    details = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    raised_by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_how = models.CharField(max_length=500, blank=True)

    objects = LiaisonIssueQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(raised_by=F("raised_with")), name="issue_between_two_organisations"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_how="") | (Q(settled_at__isnull=False) & ~Q(settled_how="")),
                name="settled_issue_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_late(self, on: date) -> bool:
        """Whether it should have been settled before that day."""
        return self.settled_at is None and self.due_on < on


class LiaisonComment(models.Model):
    """What was said about an issue, by whom of which side. `changed`: what was changed with it, in words."""

    issue = models.ForeignKey(LiaisonIssue, on_delete=models.CASCADE, related_name="comments")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(blank=True)
    changed = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.actor_id} on issue {self.issue_id}"
