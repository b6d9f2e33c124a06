"""That a councillor acts for a resident in one case, because the resident asked them to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from civichub.core.clocks import end_of_day, london_date


class AskedHow(models.TextChoices):
    """How the resident asked."""

    SURGERY = "surgery", "At a surgery or in person"
    PHONE = "phone", "By telephone"
    WRITING = "writing", "By email or letter"
    OTHER = "other", "In another way"


class Shared(models.TextChoices):
    """What the resident lets the member know beyond how far the case is."""

    WORDS = "words", "What the council writes to them, and what they write back"
    FILES = "files", "Which papers and pictures there are"


class EndedBy(models.TextChoices):
    RESIDENT = "resident", "The resident"
    MEMBER = "member", "The councillor"
    COUNCIL = "council", "The council"
    CLOSURE = "closure", "The hub, some time after the case was closed"


# After it the purpose for which the resident let the member in is fulfilled (UK GDPR, article 5(1)(e)). Four weeks
# leave time to read the outcome, to pass it on and to ask again.
FOLLOW_UP = timedelta(days=28)


def long_closed_before(on: date) -> datetime:
    """A case that was closed before this moment has nothing left to follow up on that day."""
    return end_of_day(on - FOLLOW_UP - timedelta(days=1))


class RepresentationQuerySet(models.QuerySet["Representation"]):
    def in_force(self, on: date) -> Self:
        """Those that nobody has ended, whose member holds the seat then and whose case can still be followed up."""
        held = Q(seat__ends_on=None) | Q(seat__ends_on__gte=on)
        in_time = Q(case__closed_at=None) | Q(case__closed_at__gte=long_closed_before(on))
        return self.filter(held, in_time, ended_at=None, seat__starts_on__lte=on)

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Those of the member who asks, by a seat of theirs and a role that includes acting for residents."""
        councils = user.organisations_with("case.represent")
        return self.in_force(on).filter(seat__account=user.pk, seat__organisation__in=councils)


class Representation(models.Model):
    """A member acts for a resident in `case`: who asked how and when, and what they let the member know.

    It opens this one case as far as the resident may see it, until it is ended, the seat is, or the case has been
    closed for the time of `FOLLOW_UP`. `typed_by_member`: the request was taken up by the member, who so knows the
    name, the address and the place that they typed themselves.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="representations")
    seat = models.ForeignKey("places.Councillor", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=AskedHow)
    asked_on = models.DateField()
    shares = ArrayField(models.CharField(max_length=10, choices=Shared), default=list, blank=True)
    wishes = models.CharField(max_length=500, blank=True)
    typed_by_member = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy, blank=True)
    why_ended = models.CharField(max_length=500, blank=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seat"], condition=Q(ended_at=None), name="one_open_representation_per_seat"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="ended_representation_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} acts in {self.case_id}"

    @property
    def until(self) -> date | None:
        """The last day on which the member sees a case that was closed; None while it is open."""
        closed = self.case.closed_at
        return None if closed is None else london_date(closed) + FOLLOW_UP

    @property
    def state_today(self) -> str:
        """``in force``, ``ended`` by somebody, or ``out of office`` once the seat has ended."""
        if self.ended_at is not None:
            return "ended"
        last = self.seat.ends_on
        return "out of office" if last and last < timezone.localdate() else "in force"

    @property
    def shared_words(self) -> list[str]:
        """What the resident shares beyond how far the case is, in words."""
        return [str(Shared(part).label) for part in self.shares]
