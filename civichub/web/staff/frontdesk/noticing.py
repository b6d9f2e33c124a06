"""Who has come, from the customers' records: finding them, and what their record asks of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from civichub.core.audit import audit_read
from civichub.core.errors import NotFound
from civichub.customers.queries import get_customer_for, search_customers, view_of
from civichub.frontdesk.models import AccessNeed
from civichub.workforce.queries import active_skills

MOST_FOUND = 8
SEES = "customer.view"
# What a need of the record (requirement B5) means at a front desk.
AT_THE_DESK = {
    "hearing_loop": AccessNeed.HEARING_LOOP, "quiet_room": AccessNeed.QUIET, "step_free": AccessNeed.STEP_FREE,
    "speak_alone": AccessNeed.PRIVATE_ROOM, "bsl": AccessNeed.COME_TO_THEM,
}  # fmt: skip
SPOKEN = ("language", "interpreter")


@dataclass(frozen=True)
class Known:
    """A customer as the receptionist may see them, and what their record asks: needs, a language, and words to obey."""

    customer: Any
    view: Any
    needs: list[str]
    language: str
    words: list[str]


def found_customers(request: HttpRequest) -> tuple[str, list[Any]]:
    """What was typed into the box, and whom it finds; nobody without the power to find people."""
    words = request.GET.get("who", "").replace("\x00", "")[:200].strip()
    may = request.user.holds_anywhere(SEES)
    return words, search_customers(request.user, words, limit=MOST_FOUND) if words and may else []


def known_customer(request: HttpRequest, reference: str) -> Known | None:
    """The customer with that reference, whose reading is written down; None where there is none for this person."""
    if not reference or not request.user.holds_anywhere(SEES):
        return None
    try:
        customer = get_customer_for(request.user, reference[:40])
    except NotFound:
        return None
    view = view_of(customer, request.user)
    known = set(active_skills().values_list("key", flat=True))
    language = "bsl" if any(need.code == "bsl" for need in view.needs) and "bsl" in known else ""
    for need in view.needs:
        if need.code in SPOKEN and f"language:{need.value}" in known:
            language = language or f"language:{need.value}"
    needs = [AT_THE_DESK[need.code].value for need in view.needs if need.code in AT_THE_DESK]
    return Known(customer, view, needs, language, [f"{need.label}: {need.instruction}" for need in view.needs])


def note_reading(request: HttpRequest, known: Known) -> None:
    """Write down that this record was looked at."""
    audit_read(known.customer, actor=request.user, at=timezone.now(), ground=known.view.access.ground)
