"""Reads of rules and of what was drawn by them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet

from civichub.core.errors import NotFound
from civichub.feedback.quality.choosing import Wanted, draw
from civichub.feedback.quality.models import Draw, SelectionRule


def rules_in_force() -> list[SelectionRule]:
    """Every rule by which the hub draws."""
    return list(SelectionRule.objects.filter(is_active=True).select_related("organisation", "team"))


def rules_seen_by(user: Any) -> QuerySet[SelectionRule]:
    """The rules of the organisations in which `user` scores, sets rules or looks after the audit."""
    return SelectionRule.objects.visible_to(user).select_related("organisation", "team")


def rule_set_by(user: Any, pk: int) -> SelectionRule:
    """A rule that `user` may change. Raises `NotFound`."""
    found = SelectionRule.objects.filter(organisation__in=user.organisations_with("quality.manage"), pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def draws_seen_by(user: Any) -> QuerySet[Draw]:
    """The draws of those organisations, the latest first, with how many scores there are and how many are finished."""
    drawn = ~Q(reviews__state="set_aside")
    return (
        Draw.objects.visible_to(user)
        .select_related("person", "rule")
        .defer("pool")
        .annotate(
            pool_size=Func(F("pool"), function="jsonb_array_length", output_field=IntegerField()),
            to_score=Count("reviews", filter=drawn),
            scored=Count("reviews", filter=Q(reviews__finished_at__isnull=False)),
            set_aside=Count("reviews", filter=~drawn),
        )
    )


def draw_seen_by(user: Any, pk: int) -> Draw:
    """One draw. Raises `NotFound`."""
    found = Draw.objects.visible_to(user).select_related("person", "rule").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def drawn_again(kept: Draw) -> tuple[list[tuple[str, str, bool]], bool]:
    """Draw again from the same pool by the same lot: (reference, why, whether it is scored or to be), and whether every
    one was given out. False means that somebody changed what was drawn.
    """
    picks = draw(kept.candidates, Wanted(**kept.wanted), kept.seed)
    given = set(kept.reviews.values_list("contact", flat=True))
    rows = [(one.candidate.reference, one.why.words, one.candidate.contact in given) for one in picks]
    return rows, all(there for _, _, there in rows)
