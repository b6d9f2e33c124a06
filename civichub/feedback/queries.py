"""Reads of feedback, and of what was learnt from it."""

from __future__ import annotations

import collections
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from civichub.feedback.models import Finding, LearningAction, PageFeedback, Verdict


@dataclass(frozen=True)
class PageScore:
    """How often a page was found useful, and how often not."""

    page: str
    useful: int
    not_useful: int


def feedback_by_id(feedback_id: int) -> PageFeedback | None:
    """One answer, or None."""
    return PageFeedback.objects.filter(pk=feedback_id).first()


def scores_of_pages(user: Any, *, since: date, limit: int = 100) -> list[PageScore]:
    """The pages with the most answers since that day, of those `user` may see."""
    found = PageFeedback.objects.visible_to(user).filter(day__gte=since).values("page")
    counted = found.annotate(yes=Count("pk", filter=Q(useful=True)), no=Count("pk", filter=Q(useful=False)))
    rows = counted.order_by("-no", "-yes", "page")[:limit]
    return [PageScore(row["page"], row["yes"], row["no"]) for row in rows]


def words_about(user: Any, page: str, *, limit: int = 50) -> list[PageFeedback]:
    """What people wrote about a page, newest first, of what `user` may see."""
    found = PageFeedback.objects.visible_to(user).filter(page=page).exclude(words="")
    return list(found.order_by("-pk")[:limit])


def finding_of(case_id: int) -> Finding | None:
    """What was found in a case, or None. The caller has checked who may see the case."""
    return Finding.objects.select_related("about").filter(case=case_id).first()


def actions_of(finding: Finding) -> list[LearningAction]:
    """What follows from a finding."""
    return list(finding.actions.select_related("owner").order_by("due_on", "pk"))


def learning_actions(user: Any, state: str = "open", *, limit: int = 200) -> list[LearningAction]:
    """Those that `user` may see: ``open`` ones by the day they are due, ``done``, ``checked`` or ``all``."""
    found = LearningAction.objects.visible_to(user).select_related("about", "owner", "finding", "organisation")
    if state == "open":
        found = found.filter(done_on=None)
    elif state == "done":
        found = found.filter(done_on__isnull=False, checked_at=None)
    elif state == "checked":
        found = found.filter(checked_at__isnull=False).order_by("-checked_at")
    return list(found[:limit])


@dataclass(frozen=True)
class Learnt:
    """What was found and learnt in the cases of a report, counted, and the actions themselves."""

    causes: dict[str, int]
    remedies: dict[str, int]
    services: dict[str, int]
    actions: tuple[LearningAction, ...]
    without_finding: int

    @property
    def done(self) -> int:
        """How many actions are done."""
        return sum(action.done_on is not None for action in self.actions)

    @property
    def helped(self) -> int:
        """After how many that kind of contact fell."""
        return sum(action.verdict == Verdict.FELL for action in self.actions)


def learnt_from(case_ids: Iterable[int]) -> Learnt:
    """The findings of these cases. The caller has checked whose figures may be seen; no customer is named in them."""
    wanted = list(case_ids)
    found = list(Finding.objects.filter(case__in=wanted).select_related("about"))
    actions = LearningAction.objects.filter(finding__in=found).select_related("owner", "about", "finding")
    return Learnt(
        causes=_counted(finding.get_cause_display() for finding in found),
        remedies=_counted(label for finding in found for label in finding.remedy_labels),
        services=_counted(finding.about.title for finding in found),
        actions=tuple(actions),
        without_finding=len(wanted) - len(found),
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(collections.Counter(words).most_common())
