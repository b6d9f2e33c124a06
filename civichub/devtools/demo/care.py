"""Adult social care: conversations that ended in every tier, from a few words of advice to a care home, and what
somebody may have to pay, still to be decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.cases.models import Case
from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.promises import finish_task
from civichub.cases.operations.steps import move_case
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.forms.queries import form_in_force

# Days ago, who, what was asked, the steps with how each ended, and what the council pays in pounds a week: within the
# limit of the front line, because nobody else of the demonstration may see these cases.
CONVERSATIONS = (
    (170, "Edith Barlow", "Where can I get a key safe?", ("close_early:tier_0",), 0),
    (150, "Harold Finch", "My father cannot get into the bath", ("first_conversation", "close_early:tier_1"), 0),
    (140, "Joan Petty", "I forget to eat", ("first_conversation", "close_early:tier_1"), 0),
    (120, "Samir Nazari", "Mum is alone all day", ("first_conversation", "close_early:tier_2"), 0),
    (95, "Gwen Tolley", "Home from hospital on Friday", ("crisis", "close_crisis:tier_3"), 0),
    (80, "Alan Voss", "His carer has fallen ill", ("crisis", "close_crisis:tier_3"), 0),
    (75, "Mary Quirke", "Washing and dressing", ("first_conversation", "assess", "close_assessed:tier_4"), 140),
    (60, "Leonard Shaw", "He wanders at night", ("first_conversation", "assess", "close_assessed:tier_5"), 150),
    (40, "Tom Ashdown", "Help in the garden", ("first_conversation", "assess", "not_eligible:not_eligible"), 0),
)  # fmt: skip
FIGURES = {
    "savings": 1_530_000, "pension": 25_000, "benefits": 7_000, "housing": 2_000, "disability": 1_500, "cost": 40_000,
    "name": {"first": "Winifred", "last": "Hale"}, "phone": "+447700900311",
}  # fmt: skip


def hold_conversations(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Each in its own weeks of the past half year, worked by the social care team; and a financial assessment."""
    county, worker = organisations[COUNTY], people[f"care@{MAIL}"]
    for days, who, title, steps, pounds in CONVERSATIONS:
        began = now - timedelta(days=days)
        case = _take(services["adult-social-care"], county, who, title, {"soon": "week"}, actor, began)
        for number, step in enumerate(steps, start=1):
            at = began + timedelta(days=2 * number)
            for task in case.tasks.filter(done_at=None):
                finish_task(task=task, result="Written in the record", actor=worker, at=at)
            key, _, outcome = step.partition(":")
            case = move_case(
                case=case, step=key, outcome=outcome, note="Talked it through with the family.", actor=worker, at=at,
                amount_pence=pounds * 100 if pounds and outcome else None,
            )  # fmt: skip
    version = form_in_force("financial-assessment", county, now)
    _take(services["care-costs"], county, "Winifred Hale", "Financial assessment", FIGURES, actor,
          now - timedelta(days=3), form_version_id=version.pk if version else None)  # fmt: skip


def _take(
    service: Any, county: Any, who: str, title: str, answers: dict[str, Any], actor: Any, at: datetime, **more: Any
) -> Case:
    reporter = Reporter(who, f"{who.replace(' ', '.').lower()}@home.example")
    request = Request(service=service, front_door=county, channel="phone", title=title, description=title,
                      reporter=reporter, answers=answers, **more)  # fmt: skip
    return take_request(request=request, actor=actor, at=at)
