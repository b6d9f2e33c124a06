"""Who serves which queue, what they can do, and who is on duty: what a day in the demonstration begins with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.routing.operations import define_queue, join_queue
from civichub.workforce.operations import add_duty_turn, define_duty, define_skill, record_skill, set_presence

SKILLS = (
    ("language:pa", "language", "Punjabi", "you speak Punjabi"),
    ("language:pl", "language", "Polish", "you speak Polish"),
    ("language:ur", "language", "Urdu", "you speak Urdu"),
    ("language:cy", "language", "Welsh", "you speak Welsh"),
    ("language:uk", "language", "Ukrainian", "you speak Ukrainian"),
    ("bsl", "sign", "British Sign Language", "you sign BSL"),
    ("benefits", "subject", "Benefits", "you know about benefits"),
    ("blue-badges", "subject", "Blue badges", "you know about blue badges"),
)
ABLE = (
    ("advisor", "language:pa", 4),
    ("advisor", "blue-badges", 4),
    ("leader", "benefits", 5),
    ("care", "language:pl", 5),
    ("reception", "bsl", 3),
    ("highways", "language:cy", 2),
)
# Queues: slug, name, organisation, seconds in which nine of ten should be answered, who serves it and in what rank.
QUEUES = (
    ("customer-services", "Telephone and webchat", COUNTY, 20, (("advisor", 1), ("leader", 2))),
    ("writing", "Email and letters", COUNTY, 5 * 24 * 3600, (("advisor", 2), ("leader", 3))),
    ("highways", "Highways", COUNTY, 120, (("highways", 1), ("manager", 2))),
    ("adult-social-care", "Adult social care", COUNTY, 120, (("care", 1),)),
    ("reception", "Lodebury front desk", "lodebury", 600, (("reception", 1), ("waste", 2))),
)
WHEREABOUTS = (
    ("advisor", "available", "", "Contact centre", ""),
    ("highways", "visit", "Inspections", "Lodebury ring road", "01632 960 117"),
    ("care", "available", "", "County Hall", "01632 960 118"),
    ("manager", "meeting", "Budget", "County Hall, room 4", ""),
    ("waste", "home", "", "", "01632 960 119"),
    ("analyst", "leave", "", "", ""),
)


def begin_working_day(organisations: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime) -> None:
    """Queues with the people who serve them, skills, a duty rota for four weeks, and the whiteboard of this morning."""
    who = {local: people[f"{local}@{MAIL}"] for local in {row[0] for row in (*ABLE, *WHEREABOUTS)} | {"leader"}}
    who |= {local: people[f"{local}@{MAIL}"] for *_, members in QUEUES for local, _ in members}
    skills = {
        key: define_skill(key=key, kind=kind, name=name, said=said, actor=actor, at=now)
        for key, kind, name, said in SKILLS
    }
    for local, key, level in ABLE:
        record_skill(person=who[local], skill=skills[key], level=level, evidence="Recorded when the hub began",
                     actor=actor, at=now)  # fmt: skip
    for slug, name, home, within, members in QUEUES:
        queue = define_queue(organisation=organisations[home], slug=slug, name=name, answer_within_seconds=within,
                             actor=actor, at=now)  # fmt: skip
        for local, rank in members:
            join_queue(queue=queue, person=who[local], rank=rank, actor=actor, at=now)
    _rota(organisations[COUNTY], who, actor, now)
    for local, status, reason, place, reach in WHEREABOUTS:
        set_presence(person=who[local], status=status, reason=reason, place=place, reach=reach, actor=actor, at=now)


def _rota(county: Any, who: dict[str, Any], actor: Any, now: datetime) -> None:
    duty = define_duty(organisation=county, title="Duty social worker",
                       when_nobody="Ring the out-of-hours team on 01632 960 100", actor=actor, at=now)  # fmt: skip
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
    for day in range(28):
        begins = morning + timedelta(days=day)
        add_duty_turn(duty=duty, person=who["care"], starts_at=begins, ends_at=begins + timedelta(hours=12),
                      reach="01632 960 118", actor=actor, at=now)  # fmt: skip
