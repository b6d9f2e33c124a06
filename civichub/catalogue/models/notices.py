"""Notices that a service is not as usual somewhere: a burst main, a missed round, a line that is down."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class NoticeChannel(models.TextChoices):
    """Where a notice is said. The telephone and the boards read it by the same query once they carry notices."""

    DESK = "desk", "At the desk"
    PORTAL = "portal", "On the public pages"
    PHONE = "phone", "On the telephone"
    BOARD = "board", "On the boards in the shops"


class ServiceNoticeQuerySet(models.QuerySet["ServiceNotice"]):
    def in_force(self, at: datetime) -> Self:
        """Those that hold at that moment."""
        return self.filter(begins_at__lte=at, ends_at__gt=at, withdrawn_at=None)

    def kept_by(self, user: Any) -> Self:
        """Those of the organisations in which `user` may declare notices."""
        return self.filter(organisation__in=user.organisations_with("notice.declare"))


class ServiceNotice(models.Model):
    """What everybody should be told about a place while it lasts. No personal data: a notice is public by nature.

    The place is streets, wards (``ward:E05000001``: the code outlasts a changed boundary) or, with `everywhere`, the
    whole of the organisation. Without services it is about all of them. They are lists of ids and not rows beside,
    because every contact and every request reads all notices in force, in one statement.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    service_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    street_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    area_codes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    everywhere = models.BooleanField(default=False)
    place_words = models.CharField(max_length=300)
    channels = ArrayField(models.CharField(max_length=8, choices=NoticeChannel), default=list)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = ServiceNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="notice_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(everywhere=True, street_ids=[], area_codes=[])
                | (Q(everywhere=False) & (~Q(street_ids=[]) | ~Q(area_codes=[]))),
                name="notice_has_one_kind_of_place",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="withdrawn_notice_says_why"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="notices_not_withdrawn", condition=Q(withdrawn_at=None))]

    def __str__(self) -> str:
        return self.title
