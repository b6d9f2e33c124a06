"""The ledgers every context writes to: audit, reads of personal records, facts, and keys already used."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q


class AuditEntry(models.Model):
    """Who did what to which record, when, and on whose behalf. Rows can be added, never changed or removed."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_by_subject"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
        ]
        triggers = [pgtrigger.Protect(name="audit_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}:{self.subject_id}"


class ReadEntry(models.Model):
    """Who looked at which personal record, on what ground. Append-only, like the audit."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    ground = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="reads_by_subject"),
            models.Index(fields=["actor", "at"], name="reads_by_actor"),
            BrinIndex(fields=["at"], name="reads_by_time"),
        ]
        triggers = [pgtrigger.Protect(name="reads_are_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id} read"


class WatchedKind(models.TextChoices):
    """Why somebody other than the reader looks at a reading afterwards."""

    EMERGENCY = "emergency", "Opened in an emergency"
    MANY = "many", "Many records in an hour"
    NIGHT = "night", "Export at night"
    NAMESAKE = "namesake", "Same family name"


class Verdict(models.TextChoices):
    IN_ORDER = "in_order", "In order"
    NOT_IN_ORDER = "not_in_order", "Not in order"


class WatchedReading(models.Model):
    """Reading that the body's information governance looks at: an emergency, or a pattern that the hub noticed.

    Of an emergency `words` are the reader's reason, and it opens the record until `until`. Of a pattern they say what
    was noticed, and there may be no one record.
    """

    kind = models.CharField(max_length=10, choices=WatchedKind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField()
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    review_words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["actor", "kind", "at"], name="watched_by_actor"),
            models.Index(fields=["organisation_id", "at"], name="watched_to_review", condition=Q(reviewed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="emergency") | Q(until__isnull=False, subject_id__isnull=False),
                name="emergency_opens_one_record_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, verdict="") | (Q(reviewed_at__isnull=False) & ~Q(verdict="")),
                name="reviewed_reading_has_a_verdict",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("actor")), name="nobody_reviews_themselves"
            ),
        ]
        triggers = [pgtrigger.Protect(name="watched_readings_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.actor_id}"


class StoredEvent(models.Model):
    """A fact, kept in the transaction that made it true. `payload` holds ids and plain values, never content."""

    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    payload = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["name", "at"], name="events_by_name")]

    def __str__(self) -> str:
        return self.name


class SeenKey(models.Model):
    """An idempotency key that a way in has used, with a fingerprint of the request and the answer it got."""

    scope = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_use_per_scope_and_key")]
        indexes = [models.Index(fields=["created_at"], name="seen_keys_by_age")]

    def __str__(self) -> str:
        return f"{self.scope}/{self.key}"


class ProclaimedHoliday(models.Model):
    """A bank holiday proclaimed after the shipped tables were made. Never deleted: old sums name it as their reason."""

    date = models.DateField()
    name = models.CharField(max_length=120)
    nations = ArrayField(models.CharField(max_length=3))
    source = models.CharField(max_length=300)
    replaces = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["date", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "name"], condition=models.Q(withdrawn_at=None), name="one_proclamation_per_day_and_name"
            ),
            models.CheckConstraint(
                condition=models.Q(nations__contained_by=["ENG", "WLS", "SCT", "NIR"], nations__len__gte=1),
                name="proclaimed_for_known_nations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.date}"


class CountedTry(models.Model):
    """Somebody tried something that can be guessed. `digest` stands for what they tried or where they came from."""

    scope = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["scope", "digest", "at"], name="tries_by_digest"),
            models.Index(fields=["at"], name="tries_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} at {self.at:%H:%M}"
