"""Could this contact have been avoided? A suggestion with its reason; the advisor decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civichub.cases.models import Case
from civichub.contacts.queries import recent_contact_count
from civichub.customers.queries import family_ids

CLOSED_LATELY = timedelta(days=28)
REPEAT_WITHIN_DAYS = 7


@dataclass(frozen=True)
class Suggestion:
    """A kind of avoidable contact (a value of `contacts.Avoidable`) and why we think so, in words."""

    kind: str
    why: str


def suggest_avoidable(contact: Any, *, at: datetime) -> Suggestion:
    """What the case graph says about a contact. National Indicator 14's kinds; "not" when nothing speaks for one."""
    if not contact.customer_id:
        return Suggestion("not", "We do not know who this is, so nothing can be compared.")
    family = family_ids(contact.customer_id)
    opened_now = contact.case_links.filter(opened_it=True).values("case_id")
    cases = Case.objects.filter(customer__in=family).exclude(pk__in=opened_now)
    cases = cases.select_related("service").only("reference", "title", "opened_at", "closed_at", "service__title")
    if contact.service_id:
        cases = cases.filter(service=contact.service_id)
    running = cases.filter(closed_at=None).order_by("-opened_at").first()
    if running:
        days = (at - running.opened_at).days
        return Suggestion("progress_chasing", f"They have an open case, “{running.title}”, {_days_ago(days)}.")
    closed = cases.filter(closed_at__gte=at - CLOSED_LATELY).order_by("-closed_at").first()
    if closed:
        days = (at - closed.closed_at).days
        return Suggestion("premature_closure", f"We closed “{closed.title}” {_days_ago(days).removeprefix('opened ')}.")
    before = recent_contact_count(family, contact.service_id, at=contact.started_at, days=REPEAT_WITHIN_DAYS)
    if before and contact.service_id:
        return Suggestion(
            "repeat_notice", f"They were in touch about this {before} time{'s' * (before > 1)} in the last week."
        )
    return Suggestion("not", "Nothing we hold suggests that it could have been avoided.")


def _days_ago(days: int) -> str:
    return "opened today" if days == 0 else f"opened {days} day{'s' * (days != 1)} ago"
