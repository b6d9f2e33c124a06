"""A day that is being run: warnings that stand, skills that run out, a proposal to confirm, a gap in a rota."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from civichub.core.clocks.hours import WEEKDAYS
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.routing.operations import define_queue, place_work, watch_queue
from civichub.workforce.operations import add_weekly_turns, define_duty, propose_skill, record_skill, set_presence
from civichub.workforce.queries import every_skill

ALWAYS = {day: ["00:00-24:00"] for day in WEEKDAYS} | {"bank_holidays": "open"}
# Skills that were checked and run out: who, which, level, in how many days.
RUNNING_OUT = (("reception", "bsl", 3, 12), ("leader", "benefits", 5, 40), ("highways", "language:cy", 2, 3))
LINE = (
    ("Mr Hale · blue badge renewal", 9, 0),
    ("Ms Akhtar · housing repair", 7, 1),
    ("Mrs Doyle · council tax", 6, 0),
    ("Mr Nowak · missed bin", 4, 0),
    ("Mr Price · street light", 2, 0),
    ("Ms Osei · school place", 1, 0),
)


def run_the_day(organisations: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime) -> None:
    """Work waits in the county's telephone and highways queues, so their warnings stand when somebody looks."""
    who = {address.removesuffix(f"@{MAIL}"): person for address, person in people.items()}
    skills = {skill.key: skill for skill in every_skill()}
    for local, key, level, days in RUNNING_OUT:
        until = (now + timedelta(days=days)).date()
        record_skill(person=who[local], skill=skills[key], level=level, expires_on=until,
                     evidence="Assessed last year", actor=actor, at=now)  # fmt: skip
    propose_skill(skill=skills["language:uk"], level=4, evidence="Mother tongue", actor=who["advisor"], at=now)
    _inspectors(organisations[COUNTY], who, actor, now)
    set_presence(person=who["highways"], status="training", starts_at=now + timedelta(days=1),
                 until=now + timedelta(days=1, hours=6), reason="First aid", actor=who["highways"], at=now)  # fmt: skip
    # Open at every hour, so that its warnings stand whenever somebody looks at the demonstration.
    queue = define_queue(organisation=organisations[COUNTY], slug="highways", name="Highways", hours=ALWAYS,
                         answer_within_seconds=1200, actor=actor, at=now)  # fmt: skip
    for number, (title, minutes, priority) in enumerate(LINE, 1):
        place_work(queue=queue, kind="task", subject_kind="demonstration", subject_id=number, title=title,
                   priority=priority, arrived_at=now - timedelta(minutes=minutes), actor=actor, at=now,
                   promise_at=now + timedelta(minutes=40) if number == 3 else None)  # fmt: skip
    watch_queue(queue=queue, actor=actor, at=now)


def _inspectors(county: Any, who: dict[str, Any], actor: Any, now: datetime) -> None:
    """A second rota, kept on weekdays only although somebody is needed on Saturday mornings."""
    hours = {key: ["09:00-17:00"] for key in WEEKDAYS[:5]}
    hours |= {"saturday": ["09:00-13:00"]}
    duty = define_duty(organisation=county, title="Duty highways inspector", hours=hours,
                       when_nobody="Ring the depot on 01632 960 130", actor=actor, at=now)  # fmt: skip
    nine, five = time(9), time(17)
    first = now.date() + timedelta(days=1)
    add_weekly_turns(duty=duty, person=who["highways"], weekdays=range(5), begins=nine, ends=five, first=first,
                     last=first + timedelta(days=26), reach="01632 960 117", actor=actor, at=now)  # fmt: skip
