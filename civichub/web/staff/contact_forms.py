"""What the desk asks about a contact."""

from __future__ import annotations

from typing import Any

from django import forms

from civichub.contacts.models import Avoidable, ContactOutcome
from civichub.web.ui.forms import HubForm, LongTextField, OneChoiceField, SelectBox, TextField


class WrapUpForm(HubForm):
    """The end of a contact. The suggestion for "avoidable" is chosen already; its reason is the hint."""

    reason = TextField(label="Why did they get in touch?", missing="Enter why they got in touch")
    outcome = OneChoiceField(label="What came of it?", choices=ContactOutcome.choices, missing="Select what came of it")
    avoidable = OneChoiceField(
        label="Could this contact have been avoided?",
        choices=Avoidable.choices,
        missing="Select whether it could have been avoided",
    )
    notes = LongTextField(label="Notes", limit=10_000, required=False)

    def __init__(self, *args: Any, why: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["avoidable"].help_text = why


class _ToTeamForm(HubForm):
    """Which team it goes to, before everything else."""

    def __init__(self, *args: Any, teams: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(team.pk), f"{team.name}, {team.organisation.short_name}") for team in teams]
        self.fields["team"] = OneChoiceField(
            label="To which team?", choices=choices, missing="Select a team",
            widget=forms.Select(attrs={"class": "govuk-select"}),
        )  # fmt: skip
        self.order_fields(["team"])


class HandOffForm(_ToTeamForm):
    """Where the person goes, and what the colleague has to know so that nothing is asked twice.

    `people` are those of the chosen team as (number, words, reachable); without them nobody is asked for by name.
    """

    notes = LongTextField(label="What has been said so far?", missing="Enter what has been said so far")

    def __init__(self, *args: Any, people: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people:
            self.fields["person"] = OneChoiceField(
                label="To whom?", required=False, initial="", missing="Select one of this team, or whoever is free",
                choices=[("", "Whoever is free"), *((number, name) for number, name, _ in people)],
                hints={number: state for number, _, state in people},
            )  # fmt: skip
            self.order_fields(["team", "person"])


class CallBackForm(_ToTeamForm):
    """Who rings back, where, and about what."""

    number = TextField(label="Which number shall they ring?", missing="Enter the number to ring", width=20)
    notes = LongTextField(label="What is it about?", missing="Enter what it is about")

    def __init__(self, *args: Any, times: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if times:
            self.fields["when"] = OneChoiceField(
                label="When?", required=False, initial="", widget=SelectBox(),
                choices=[("", "By the end of the next working day"), *times],
                hint="A half hour is of the team that it names, and offered while that team can keep one promise more.",
                missing="Select a time that is still free",
            )  # fmt: skip
            self.order_fields(["team", "when"])
