"""Queues, skills, rotas, warnings and screens on walls of the county."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.accounts.roles import Role
from civichub.routing.models import Alert, Queue
from civichub.routing.operations import make_wall_key
from civichub.workforce.operations import add_duty_turn, define_duty, define_skill, propose_skill, record_skill


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One of each, and what their addresses have in their braces."""
    world, kept = found.world, {"actor": found.world.system, "at": at}
    officer = found.people[Role.SERVICE_OFFICER, "county"]
    queue = Queue.objects.get(slug="desk")
    alert = Alert.objects.create(queue=queue, kind="near", words="Near", raised_at=at, seen_at=at)
    skill = define_skill(key="bsl", kind="sign", name="Sign language", said="you sign", **kept)
    held = record_skill(person=officer, skill=skill, level=3, **kept)
    proposal = propose_skill(skill=skill, level=4, actor=officer, at=at)
    duty = define_duty(organisation=world.county, title="Duty officer", **kept)
    turn = add_duty_turn(duty=duty, person=officer, starts_at=at, ends_at=at + timedelta(days=1), **kept)
    screen, key = make_wall_key(organisation=world.county, label="Wall", **kept)
    return {
        "staff/queues/alerts/": {"pk": str(alert.pk)},
        "staff/queues/set-up/": {"pk": str(queue.pk), "person": str(officer.pk)},
        "staff/skills/register/": {"pk": str(held.pk)},
        "staff/skills/proposed/": {"pk": str(proposal.pk)},
        "staff/skills/": {"pk": str(skill.pk)},
        "staff/duties/turns/": {"pk": str(turn.pk)},
        "staff/duties/": {"pk": str(duty.pk)},
        "staff/wallboard/screens/": {"pk": str(screen.pk)},
        "staff/whiteboard/": {"pk": str(officer.pk)},
        "wall/": {"key": key},
    }
