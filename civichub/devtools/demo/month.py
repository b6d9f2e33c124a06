"""A generated month, for where no samples are: volumes by channel as published, at an office's hours and weekdays."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from civichub.cases.extracts.files import SourceRow
from civichub.cases.extracts.mapping import PARTS, Mapping311

LONDON = ZoneInfo("Europe/London")
REQUESTS = 800
DAYS = 30
CLOSED_SHARE = 0.8
# Worcestershire's year 2021 (Appendix 1 of 17 March 2022): 82 in a hundred self-service, the rest mostly by telephone.
CHANNELS = {"web": 74, "phone": 13, "mobile_app": 8, "email": 2, "counter": 2, "letter": 1}
# Monday is the busiest day of a contact centre and the weekend is online only; ten o'clock is the busiest hour.
WEEKDAYS = (22, 19, 18, 17, 15, 5, 4)
HOURS = (0, 0, 0, 0, 0, 1, 2, 4, 8, 12, 13, 12, 10, 9, 9, 9, 8, 6, 5, 4, 4, 3, 2, 1)
# Every title is our own; the weights follow what residents report most in published street-report counts.
REPORTS = (
    ("pothole", 26, ("Deep pothole by the bus stop", "Road breaking up at the junction", "Pothole on the bend")),
    ("missed-bin", 20, ("Green bin missed again", "Recycling not taken on Tuesday", "Whole street missed")),
    ("street-light", 14, ("Street light out for a week", "Lamp flickering all night", "Light on all day")),
    ("fly-tipping", 12, ("Mattress in the lay-by", "Builders' rubble by the gate", "Bags left by the bottle bank")),
    ("abandoned-vehicle", 6, ("Car with flat tyres left for weeks", "Van without plates in the lay-by")),
    ("graffiti", 4, ("Graffiti on the underpass", "Tags on the bus shelter")),
    ("dog-fouling", 3, ("Dog mess on the school path",)),
    ("general-enquiry", 8, ("Who do I ask about a skip?", "Opening times at Christmas")),
    ("bus-pass", 3, ("Bus pass application",)),
    ("blue-badge", 3, ("Blue badge application",)),
    ("adult-social-care", 1, ("Help at home for my mother",)),
)


def month_mapping() -> Mapping311:
    """Columns called as the parts are."""
    return Mapping311(columns={part: (part,) for part in PARTS}, source="month", time_zone=LONDON)


def generated_rows(addresses: Sequence[Any], dice: random.Random, *, now: datetime) -> list[SourceRow]:
    """Thirty days of requests, oldest first, most of the older ones closed."""
    moments = sorted(_moments(dice, now))
    return [
        SourceRow(number, _cells(number, at, dice.choice(addresses), dice, now))
        for number, at in enumerate(moments, start=1)
    ]


def _moments(dice: random.Random, now: datetime) -> list[datetime]:
    days = [now - timedelta(days=back) for back in range(DAYS + 1)]
    found: list[datetime] = []
    while len(found) < REQUESTS:
        day = dice.choices(days, [WEEKDAYS[day.astimezone(LONDON).weekday()] for day in days])[0].astimezone(LONDON)
        hour = dice.choices(range(24), HOURS)[0]
        at = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)
        if at < now - timedelta(minutes=10):
            found.append(at)
    return found


def _cells(number: int, at: datetime, address: Any, dice: random.Random, now: datetime) -> dict[str, str]:
    slug, _, titles = dice.choices(REPORTS, [weight for _, weight, _ in REPORTS])[0]
    closed = at + timedelta(hours=4 + 120 * dice.random())
    is_over = closed < now and dice.random() < CLOSED_SHARE
    return {
        "reference": str(number),
        "opened": at.isoformat(),
        **({"closed": closed.isoformat()} if is_over else {}),
        "service": slug,
        "title": dice.choice(titles),
        "channel": dice.choices(list(CHANNELS), list(CHANNELS.values()))[0],
        "uprn": address.uprn,
    }
