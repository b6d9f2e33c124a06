"""Versions of a definition: drafts, what is in force from when until when, and the rule that no two overlap.

Forms and procedures are both kept this way. A version that was ever published keeps its text for good, so that a case
can be judged by the rules that were in force when it was made.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from civichub.core.lifecycle import Lifecycle, Step
from civichub.core.prepared import Given, prepared


class VersionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


VERSION_LIFECYCLE = Lifecycle(
    "version",
    dict(VersionState.choices),
    [
        Step("publish", frozenset({VersionState.DRAFT}), VersionState.PUBLISHED, "Publish"),
        Step("withdraw", frozenset({VersionState.PUBLISHED}), VersionState.WITHDRAWN, "Withdraw"),
    ],
)


class _Period(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def no_overlap(name: str) -> ExclusionConstraint:
    """Published periods of one key in one organisation (or shared by all) do not overlap. Needs btree_gist."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (F("key"), RangeOperators.EQUAL),
            (Coalesce(F("organisation"), Value(0)), RangeOperators.EQUAL),
            (_Period("effective_from", "effective_until", RangeBoundary()), RangeOperators.OVERLAPS),
        ],
        condition=~Q(state=VersionState.DRAFT),
    )


def keep_published_text(name: str) -> pgtrigger.Protect:
    """The text of a version that was ever published cannot change, nor can the version be deleted."""
    published = pgtrigger.Q(old__state__in=[VersionState.PUBLISHED, VersionState.WITHDRAWN])
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("source", "checksum", "key", "number", "organisation_id") | pgtrigger.Delete,
        condition=published,
        func="RAISE EXCEPTION 'a published version keeps its text: make a new version';",
    )


class VersionQuerySet(models.QuerySet["DefinitionVersion"]):
    """Reads that every kind of version shares."""

    def in_force(self, at: datetime) -> Self:
        """Those in force at that moment, withdrawn since or not."""
        return self.exclude(state=VersionState.DRAFT).filter(
            Q(effective_until=None) | Q(effective_until__gt=at), effective_from__lte=at
        )

    def of(self, key: str, organisation_id: int | None) -> Self:
        """The versions of one definition of one organisation; None: the one that the partnership shares."""
        return self.filter(key=key, organisation_id=organisation_id)


class DefinitionVersion(models.Model):
    """One version of one definition. Without an organisation it is shared by the whole partnership."""

    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    source = models.TextField()
    checksum = models.CharField(max_length=64)
    change_note = models.CharField(max_length=500, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)
    effective_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.title or self.key}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it was never published."""
        return self.state == VersionState.DRAFT


def checksum_of(text: str) -> str:
    """The SHA-256 of a definition's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def next_number(model: type[DefinitionVersion], key: str, organisation_id: int | None) -> int:
    """The number of the next version of a definition."""
    last = model.objects.of(key, organisation_id).aggregate(last=models.Max("number"))["last"]
    return (last or 0) + 1


def pick_in_force(model: type[DefinitionVersion], key: str, organisation_id: int | None, at: datetime) -> Any:
    """The version in force at that moment: the organisation's own, else the shared one, else None."""
    # No organisation has the id 0, so that one statement does for those who have versions of their own and for others.
    return next(iter(_best_version(model, key=key, organisation=organisation_id or 0, at=at)), None)


@prepared
def _best_version(model: type[DefinitionVersion]) -> Any:
    owners = Q(organisation=None) | Q(organisation=Given("organisation"))
    found = model.objects.in_force(Given("at")).filter(owners, key=Given("key"))
    return found.order_by(F("organisation").asc(nulls_last=True))[:1]


def make_room(version: DefinitionVersion, effective_from: datetime) -> list[DefinitionVersion]:
    """Fit `version` between its neighbours from `effective_from` on: what was in force ends there; rows changed.

    The version's own end becomes the start of the next one already planned, if there is one. Rows are locked.
    """
    siblings = type(version).objects.of(version.key, version.organisation_id).exclude(state=VersionState.DRAFT)
    changed: list[DefinitionVersion] = []
    version.effective_from, version.effective_until = effective_from, None
    for other in siblings.select_for_update().order_by("effective_from"):
        ends_later = other.effective_until is None or other.effective_until > effective_from
        if other.effective_from <= effective_from and ends_later:
            other.effective_until = effective_from
            changed.append(other)
        elif other.effective_from >= effective_from and other.effective_from != other.effective_until:
            version.effective_until = other.effective_from
            break
    return changed
