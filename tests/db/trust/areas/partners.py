"""A referral and a part of the county's, a service level, an issue and a reading to review."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.roles import Role
from civichub.cases.models import Referral
from civichub.cases.operations.parts import ask_partner
from civichub.core.watch.operations import break_glass
from civichub.organisations.operations import raise_issue
from civichub.performance.operations import agree_service_level


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One of each, and what their addresses have in their braces."""
    world, manager = found.world, found.people[Role.SERVICE_MANAGER, "county"]
    referrer = found.people[Role.PARTNER_REFERRER, "county"]
    Referral.objects.create(case=case, kind="person", sender=world.county, sent_by=referrer, sent_at=at)
    part = ask_partner(case=case, organisation=world.lowton, asked="Look", working_days=2, actor=manager, at=at)
    level = agree_service_level(
        promised_by=world.county, promised_to=world.lowton, title="Repairs", counts="cases", target=90,
        source="Agreement", starts_on=at.date(), actor=manager, at=at,
    )  # fmt: skip
    issue = raise_issue(
        raised_by=world.county, raised_with=world.lowton, title="Late", details="", owner=manager,
        due_on=at.date() + timedelta(days=7), actor=manager, at=at,
    )  # fmt: skip
    watched = break_glass(record=case, organisation_id=world.county.pk, reason="Danger",
                          actor=found.people[Role.TEAM_LEADER, "county"], at=at)  # fmt: skip
    return {
        "partner/cases/": {"reference": case.reference, "token": "nothing", "key": "withdraw"},
        "staff/cases/{reference}/parts/": {"reference": case.reference, "pk": str(part.pk)},
        "staff/partnership/levels/": {"pk": str(level.pk)},
        "staff/partnership/issues/": {"pk": str(issue.pk)},
        "staff/watched/": {"pk": str(watched.pk)},
    }
