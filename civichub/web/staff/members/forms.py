"""What is asked when a councillor acts for a resident."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from civichub.cases.models import AskedHow, Shared
from civichub.cases.operations.representing import Asked
from civichub.customers.normalising import read_address
from civichub.web.ui.forms import (
    AddressField,
    DateField,
    EmailField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    OneChoiceField,
    PhoneField,
    SelectBox,
    TextField,
)


class AskedForm(HubForm):
    """How and when the resident asked, and what they let the member know."""

    how = OneChoiceField(
        label="How did the resident ask?", choices=AskedHow.choices, missing="Select how the resident asked"
    )
    asked_on = DateField(
        label="When did they ask?", subject="The day on which they asked", missing="Enter the day on which they asked"
    )
    shares = ManyChoicesField(
        label="What may the council share with you, besides how far it is?",
        hint="Choose what the resident agreed to. Leave it empty if they said nothing of it.",
        choices=Shared.choices,
        required=False,
    )
    wishes = TextField(
        label="Anything else the resident wished (optional)",
        hint="For example: do not tell my landlord. The team reads it.",
        required=False,
        max_length=500,
    )

    def clean_asked_on(self) -> date:
        """Nobody can have asked tomorrow."""
        day: date = self.cleaned_data["asked_on"]
        if day > self.today:
            raise ValidationError("The day on which they asked must be today or in the past")
        return day

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"asked_on": today, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.today = today

    def asked(self) -> Asked:
        """What was typed, for the operation."""
        typed = self.cleaned_data
        return Asked(typed["how"], typed["asked_on"], tuple(typed["shares"]), typed["wishes"])


class TakeUpForm(AskedForm):
    """Who the resident is, as they told the member, and what it is about. Nothing here searches for anybody.

    Its names have a prefix, because the service's own questions stand on the same page.
    """

    prefix = "who"
    name = TextField(label="The resident’s name", missing="Enter the resident’s name", max_length=200)
    email = EmailField(
        label="Their email address",
        hint="We tell the resident that you act for them, so we need this, a telephone number or an address.",
        required=False,
    )
    phone = PhoneField(label="Their telephone number", required=False)
    address = AddressField(
        label="Their postal address", hint="Only if they have neither email nor telephone: we write to them there",
        required=False,
    )  # fmt: skip
    service = OneChoiceField(label="What is it about?", choices=[], missing="Select a service", widget=SelectBox())

    def __init__(self, *args: Any, services: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), title) for pk, title in services]
        self.fields["service"].choices = [("", "Choose a service"), *choices]
        self.order_fields(["name", "email", "phone", "address", "how", "asked_on", "shares", "wishes", "service"])

    def clean(self) -> dict[str, Any]:
        """One way at least by which the resident can be told."""
        typed, ways = super().clean() or self.cleaned_data, ("email", "phone", "address")
        if not any(typed.get(way) for way in ways) and not set(ways) & set(self.errors):
            self.add_error("email", "Enter an email address, a telephone number or a postal address for the resident")
        if typed.get("address") and not read_address(text=typed["address"]).postcode:
            self.add_error("address", "Enter the whole address with its postcode")
        return typed


class RecordForm(AskedForm):
    """Which councillor told us, for a case there is."""

    seat = OneChoiceField(
        label="Which councillor?", choices=[], missing="Select a councillor", widget=SelectBox(),
        hint="Only those who can sign in here are listed.",
    )  # fmt: skip

    def __init__(self, *args: Any, seats: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(str(seat.pk), f"{seat.name}, {seat.area.name}, {seat.organisation.short_name}") for seat in seats]
        self.fields["seat"].choices = [("", "Choose a councillor"), *words]
        self.fields["shares"].label = "What may we share with the councillor, besides how far it is?"
        self.order_fields(["seat", "how", "asked_on", "shares", "wishes"])


class WriteForm(HubForm):
    """What the member adds or asks."""

    text = LongTextField(
        label="Add something, or ask a question",
        hint="The team reads it, and so does the resident.",
        missing="Enter what you want to say or ask",
        limit=4000,
    )


class WhyEndForm(HubForm):
    """Why an officer ends it."""

    why = TextField(
        label="Why does it end?",
        hint="For example: the resident told us that they no longer want it. The resident and the councillor are told "
        "that it ended; this reason stays with us.",
        missing="Enter why it ends",
        max_length=500,
    )
