"""The published figures of Worcestershire's contact centre for 2021 by month, and a year of invented calls."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from civichub.core.clocks import LONDON
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.performance.calls import CallOutcome
from civichub.performance.operations import GivenCall, begin_call_import, enter_figure, import_calls
from civichub.routing.queries import queue_for

SOURCE = (
    "Worcestershire County Council, Corporate and Communities Overview and Scrutiny Panel, 17 March 2022, Appendix 1: "
    "volume of the year 2021, spread evenly over its months"
)
# (channel, the report's own name, self-service, contacts in 2021)
PUBLISHED = (
    ("web", "Online Self Service", True, 445_735),
    ("voice_self_service", "VA Self-Service Apps", True, 8_898),
    ("automated_switchboard", "VA Self-Service Switchboard", True, 69_676),
    ("switchboard", "VA Assisted Switchboard", False, 27_123),
    ("phone", "Telephony", False, 62_966),
    ("web_assisted", "Online Assisted", False, 15_440),
    ("webchat", "Web Chat (Civica)", False, 929),
    ("paper_form", "Paper Applications", False, 2_143),
    ("letter", "Postal Evidence (Civica)", False, 3_773),
)
YEAR = 2021
DAYS_OF_CALLS, CALLS_A_DAY, CALLERS = 390, 9, 900
PATIENCE, USUAL_WAIT, USUAL_TALK = 240, 45, 210  # seconds on average
SEED = 22


def by_month(volume: int) -> list[int]:
    """`volume` over twelve months, as even as whole numbers allow, adding up to it exactly."""
    return [volume * (month + 1) // 12 - volume * month // 12 for month in range(12)]


def enter_published_figures(organisations: dict[str, Any], people: dict[str, Any], *, at: datetime) -> None:
    """Enter the nine channels of Appendix 1, month by month, by the demonstration's analyst."""
    analyst = next(person for email, person in people.items() if email.startswith("analyst@"))
    for channel, label, self_service, volume in PUBLISHED:
        for month, value in enumerate(by_month(volume), start=1):
            enter_figure(
                organisation=organisations[COUNTY],
                month=date(YEAR, month, 1),
                channel=channel,
                label=label,
                self_service=self_service,
                value=value,
                source=SOURCE,
                actor=analyst,
                at=at,
            )


def take_in_old_calls(organisations: dict[str, Any], *, actor: Any, now: datetime) -> None:
    """The records of the exchange that the county had before, for the line that the hub answers now."""
    queue = queue_for(organisations[COUNTY], slug="telephone")
    batch = begin_call_import(queue=queue, file_name="calls-before-the-hub.csv", actor=actor, at=now)
    import_calls(batch=batch, calls=_calls_before(now), actor=actor, at=now)


def _calls_before(now: datetime) -> list[GivenCall]:
    chance = np.random.default_rng(SEED)
    midnight = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight - timedelta(days=ago) for ago in range(DAYS_OF_CALLS, 0, -1)]
    opened = [day + timedelta(hours=8, minutes=30) for day in days if day.weekday() < 5]
    return [
        _call(f"B{number:03}{place:03}", begins + timedelta(minutes=float(minute)), chance)
        for number, begins in enumerate(opened)
        for place, minute in enumerate(sorted(chance.triangular(0, 120, 510, chance.poisson(CALLS_A_DAY))))
    ]


def _call(number: str, joined_at: datetime, chance: np.random.Generator) -> GivenCall:
    wait, patience, talk, hold, wrap = chance.exponential([USUAL_WAIT, PATIENCE, USUAL_TALK, 15, 40]).round(1)
    caller = f"0163296{chance.integers(CALLERS):04}"
    if patience < wait:
        return GivenCall(number, joined_at, CallOutcome.ABANDONED, round(patience * 1000), caller=caller)
    return GivenCall(
        number, joined_at, CallOutcome.ANSWERED, round(wait * 1000), round((20 + talk) * 1000), round(hold * 1000),
        round(wrap * 1000), int(chance.random() < 0.12), bool(chance.random() < 0.81), caller,
    )  # fmt: skip
