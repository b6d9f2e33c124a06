"""That a councillor asked for something of their own, and which other members may see the question and the answer."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from civichub.places.queries import seats_of


class SharedWith(models.TextChoices):
    """As the member chose."""

    OWN = "own", "Only me"
    WARD = "ward", "The other councillors of my ward"
    WARD_GROUP = "ward_group", "The other councillors of my ward, and my political group"


class AskedByMemberQuerySet(models.QuerySet["AskedByMember"]):
    def visible_to(self, user: Any, *, on: date) -> Self:
        """The member's own, and those that others share with their ward or their group in the same council."""
        mine = Q(pk__in=[])
        for seat in seats_of(user, on=on):
            same = Q(seat__organisation=seat.organisation_id)
            ward = same & Q(seat__area__code=seat.area.code, shared_with__in=[SharedWith.WARD, SharedWith.WARD_GROUP])
            group = same & Q(seat__party=seat.party, shared_with=SharedWith.WARD_GROUP)
            mine |= Q(seat=seat) | ward | (group if seat.party else Q(pk__in=[]))
        return self.filter(mine)


class AskedByMember(models.Model):
    """The seat from which a case was asked for, and with whom its answer is shared."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="asked_by_member")
    seat = models.ForeignKey("places.Councillor", on_delete=models.PROTECT, related_name="+")
    shared_with = models.CharField(max_length=10, choices=SharedWith)
    at = models.DateTimeField()

    objects = AskedByMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.seat_id} asked for {self.case_id}"
