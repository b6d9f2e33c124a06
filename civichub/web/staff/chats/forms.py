"""What the desk asks about chats."""

from __future__ import annotations

from typing import Any

from django import forms

from civichub.web.ui.forms import (
    HubForm,
    LongTextField,
    ManyChoicesField,
    NumberField,
    OneChoiceField,
    TextField,
    YesNoField,
)
from civichub.webchat.models import ENGLISH
from civichub.webchat.operations.setting_up import (
    BLOCK_HOURS,
    LEAST_AND_MOST,
    MOST_GREETING,
)

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SIDE_BY_SIDE = {number: 100 // number for number in range(1, 6)}


def _select(**kwargs: Any) -> OneChoiceField:
    return OneChoiceField(widget=forms.Select(attrs={"class": "govuk-select"}), **kwargs)


class HandOffForm(HubForm):
    """Where the resident goes, and what the colleague has to know so that nothing is asked twice."""

    notes = LongTextField(label="What has been said so far?", missing="Enter what has been said so far")

    def __init__(self, *args: Any, teams: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(team.pk), f"{team.name}, {team.organisation.short_name}") for team in teams]
        self.fields["team"] = _select(label="To which team?", choices=choices, missing="Select a team")
        self.order_fields(["team"])


class BlockForm(HubForm):
    """Why somebody is kept out, and for how long."""

    reason = TextField(label="Why?", hint="Kept with the block and in the audit", missing="Enter why", max_length=200)
    hours = OneChoiceField(
        label="For how long?",
        choices=[(str(hours), f"{hours} hour" if hours == 1 else f"{hours} hours") for hours in BLOCK_HOURS],
        missing="Select for how long",
    )


class SetUpForm(HubForm):
    """The rules of an organisation's chat, with the hours and weights of its queue, which belong to them."""

    is_on = YesNoField(label="Is webchat in use?", missing="Select yes if webchat is in use")

    def __init__(
        self, *args: Any, queues: list[Any], services: list[tuple[int, str]], languages: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"] = _select(
            label="In which queue do chats wait?", choices=[(str(queue.pk), queue.name) for queue in queues],
            missing="Select a queue",
        )  # fmt: skip
        self.fields["services"] = ManyChoicesField(
            label="For which services?", hint="None for all of them", required=False,
            choices=[(str(key), title) for key, title in services],
            widget=forms.SelectMultiple(attrs={"class": "govuk-select hub-tall-select", "size": "8"}),
        )  # fmt: skip
        spoken = [(key, name) for key, name in languages.items() if key != ENGLISH]
        if spoken:
            self.fields["languages"] = ManyChoicesField(
                label="Languages that people may choose besides English", choices=spoken, required=False,
                hint="From the register of staff languages",
            )  # fmt: skip
        for key, name in languages.items():
            self.fields[f"greeting_{key.replace(':', '_')}"] = LongTextField(
                label=f"Greeting in {name}", limit=MOST_GREETING, rows=2, required=False
            )
        self.fields["side_by_side"] = _select(
            label="How many chats may one advisor have at once?",
            choices=[(str(number), str(number)) for number in SIDE_BY_SIDE], missing="Select a number",
        )  # fmt: skip
        self.fields["hours"] = LongTextField(
            label="Hours of the queue", rows=7, limit=1_000, required=False,
            hint="One day a line, like monday 09:00-17:00. Empty for the hours of the office",
        )  # fmt: skip
        for field, label, suffix in NUMBERS:
            least, most = LEAST_AND_MOST[field]
            self.fields[field] = NumberField(
                label=label,
                suffix=suffix,
                min_value=least,
                max_value=most,
                missing=f"Enter {least} to {most}",
            )


NUMBERS = (
    ("most_waiting", "Offer a message instead from how many people in line?", "people"),
    ("remind_minutes", "Remind the advisor of an unanswered line after", "minutes"),
    ("ask_minutes", "Ask a silent resident whether they are still there after", "minutes"),
    ("close_minutes", "Close the chat without an answer after", "more minutes"),
    ("gone_minutes", "Take somebody whose page is gone out of the line after", "minutes"),
    ("kept_hours", "Let a browser find its chat again for", "hours"),
    ("retention_days", "Keep transcripts for", "days"),
)


def hours_as_text(hours: dict[str, list[str]]) -> str:
    """Hours as the form shows them, a day a line."""
    return "\n".join(f"{day} {', '.join(hours[day])}" for day in DAYS if hours.get(day))


def hours_from_text(text: str) -> dict[str, list[str]]:
    """The reverse; what is no hour is for the calendar to refuse. Days that are not named are closed."""
    found: dict[str, list[str]] = {}
    for line in text.lower().splitlines():
        day, _, spans = line.strip().partition(" ")
        if day:
            found[day.rstrip(":")] = [span.strip() for span in spans.split(",") if span.strip()]
    return found
