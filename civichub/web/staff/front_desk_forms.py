"""What the front desk and the counter ask."""

from __future__ import annotations

from typing import Any

from django.forms import HiddenInput

from civichub.contacts.models import Avoidable, ContactOutcome
from civichub.frontdesk.models import AccessNeed, CalledBy
from civichub.web.ui.forms import HubForm, LongTextField, ManyChoicesField, OneChoiceField, SelectBox, TextField

SERVICES_ASKED = 3


class ArrivalForm(HubForm):
    """Why somebody came, how they wish to be called, and what they need."""

    service_1 = OneChoiceField(label="What have they come for?", required=False, widget=SelectBox())
    service_2 = OneChoiceField(label="And then?", required=False, widget=SelectBox())
    service_3 = OneChoiceField(label="And then?", required=False, widget=SelectBox())
    reason = TextField(label="In a few words", required=False, max_length=200)
    called_by = OneChoiceField(
        label="How do they wish to be called?",
        choices=CalledBy.choices,
        missing="Select how they wish to be called",
        reveals={CalledBy.NAME: ("name",), CalledBy.PHONE: ("phone",)},
    )
    name = TextField(
        label="The name that the board shows", missing="Enter the name they wish to be called by", max_length=80
    )
    phone = TextField(
        label="Telephone number", hint="The board shows its last three digits.",
        missing="Enter the telephone number they wish to be called by", max_length=30, width=20,
    )  # fmt: skip
    text_me = ManyChoicesField(
        label="Text them when they are near the front?", choices=[("yes", "They agree to one text")], required=False,
        reveals={"yes": ("mobile",)},
    )  # fmt: skip
    mobile = TextField(
        label="Mobile telephone number", missing="Enter the mobile number to which we send the text", max_length=30,
        width=20,
    )  # fmt: skip
    session = OneChoiceField(label="Do they come to a session of today?", required=False, widget=SelectBox())
    host = TextField(
        label="Or to somebody in the building", hint="Who has no account here: you call the visitor for them",
        required=False, max_length=120,
    )  # fmt: skip
    customer = TextField(label="Customer", required=False, max_length=40, widget=HiddenInput())
    needs = ManyChoicesField(label="Do they need any of these?", choices=AccessNeed.choices, required=False)
    language = OneChoiceField(label="Interpreter or sign language", required=False, widget=SelectBox())

    def __init__(
        self, *args: Any, services: list[Any], languages: list[Any], sessions: list[Any], **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"called_by": CalledBy.NUMBER})
        super().__init__(*args, **kwargs)
        listed = [(str(service.pk), service.title) for service in services]
        for number in range(1, SERVICES_ASKED + 1):
            nothing = "Something else" if number == 1 else "Nothing else"
            self.fields[f"service_{number}"].choices = [("", nothing), *listed]
        held = [(str(one.session.pk), f"{one.starts_at:%H:%M} {one.session}") for one in sessions]
        self.fields["session"].choices = [("", "No"), *held]
        spoken = [(skill.key, skill.name) for skill in languages]
        self.fields["language"].choices = [("", "Not needed"), *spoken]

    def chosen_services(self) -> list[int | None]:
        """The services in their order, by number; None for "something else"."""
        chosen = [self.cleaned_data[f"service_{number}"] for number in range(1, SERVICES_ASKED + 1)]
        named: list[int | None] = [int(value) for value in dict.fromkeys(chosen) if value]
        return named if chosen[0] else [None, *named]


class FinishForm(HubForm):
    """The end of a visit: the wrap-up of its contact, with what is usual chosen already."""

    outcome = OneChoiceField(
        label="What came of it?", choices=ContactOutcome.choices, initial=ContactOutcome.RESOLVED,
        missing="Select what came of it", widget=SelectBox(),
    )  # fmt: skip
    avoidable = OneChoiceField(
        label="Could this visit have been avoided?", choices=Avoidable.choices, initial=Avoidable.NOT,
        missing="Select whether it could have been avoided", widget=SelectBox(),
    )  # fmt: skip
    reason = TextField(label="Why did they come?", required=False, max_length=200)
    notes = LongTextField(label="Notes", required=False, rows=2, limit=10_000)
