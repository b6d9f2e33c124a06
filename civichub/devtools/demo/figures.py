"""The published figures of Worcestershire's contact centre for 2021, as monthly entries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from civichub.devtools.demo.partnership_data import COUNTY
from civichub.performance.operations import enter_figure

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
