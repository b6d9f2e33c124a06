"""A contact of the county's advisor that is drawn, asked for, scored and calibrated, and a coaching note."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.roles import Role
from civichub.contacts.operations import record_contact
from civichub.feedback.quality.operations import (
    ask_for_score,
    begin_calibration,
    draw_contacts,
    finish_score,
    keep_answers,
    keep_rule,
    load_library,
    write_coaching,
)
from civichub.feedback.quality.queries.forms import parsed
from tests.factories.quality import RULE


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One record of each kind; the finished score is the advisor's, the one to do the team leader's."""
    people, county = found.people, found.world.county
    advisor, leader, manager = (
        people[role, "county"] for role in (Role.ADVISOR, Role.TEAM_LEADER, Role.SERVICE_MANAGER)
    )
    hub = {"actor": found.world.system, "at": at}
    load_library(actor=found.world.system, at=at - timedelta(days=90))
    month = (at.replace(day=1) - timedelta(days=1)).replace(day=1)
    _handled(county, advisor, month)
    rule = keep_rule(rule=None, organisation=county, values=RULE, actor=manager, at=at)
    drawn = draw_contacts(rule=rule, **hub)[0]
    by = {"actor": leader, "at": at}
    done = ask_for_score(contact=_handled(county, advisor, at), reason="For the table", **by)
    best = {question.key: question.levels[-1].value for question in parsed(done.form_version).questions}
    done = finish_score(review=keep_answers(review=done, answers=best, remarks={}, summary="", **by), **by)
    to_do = ask_for_score(contact=_handled(county, advisor, at), reason="For the table", **by)
    session = begin_calibration(
        contact=_handled(county, advisor, at), scorers=[leader, manager], due_on=at.date(), **by
    )
    note = write_coaching(person=advisor, organisation=county, about="Endings", **by)
    return {
        "staff/quality/scores/": {"pk": str(done.pk)},
        "staff/quality/to-score/": {"pk": str(to_do.pk)},
        "staff/quality/chosen/": {"pk": str(drawn.pk)},
        "staff/quality/rules/": {"pk": str(rule.pk)},
        "staff/quality/calibration/": {"pk": str(session.pk)},
        "staff/quality/people/": {"pk": str(advisor.pk)},
        "staff/quality/coaching/": {"pk": str(note.pk)},
    }


def _handled(county: Any, advisor: Any, at: datetime) -> Any:
    return record_contact(organisation=county, channel="counter", outcome="resolved", actor=advisor, at=at)
