"""What the desk asks when a figure is entered by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from civichub.contacts.models import Channel
from civichub.web.ui.forms import HubForm, LongTextField, NumberField, OneChoiceField, SelectBox, TextBox, YesNoField


class MonthField(forms.Field):
    """A month as `2021-03`; cleans to its first day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=TextBox(width=10), error_messages={"required": "Enter the month"}, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The first day of the month that was typed."""
        if not value:
            return None
        try:
            return date.fromisoformat(f"{str(value).strip()[:7]}-01")
        except ValueError as error:
            raise ValidationError("Enter the month as year and number, like 2021-03") from error


class FigureForm(HubForm):
    """A month's contacts of one channel, and where the number comes from."""

    month = MonthField(label="Month", help_text="For example, 2021-03")
    channel = OneChoiceField(
        label="Channel", choices=[("", "Choose a channel"), *Channel.choices], missing="Select the channel",
        widget=SelectBox(),
    )  # fmt: skip
    self_service = YesNoField(
        label="Did the customer do it alone?", hint="Yes counts as self-service, no as assisted.",
        missing="Select yes if the customer did it alone",
    )  # fmt: skip
    value = NumberField(label="Contacts", missing="Enter the number of contacts", width=10, min_value=0)
    source = LongTextField(
        label="Where does this number come from?", limit=300, rows=2, missing="Enter where the number comes from",
        hint="For example, the telephone supplier’s report of 3 April",
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Body", choices=bodies, missing="Select the body", widget=SelectBox()
        )
        self.order_fields(["organisation", "month", "channel", "self_service", "value", "source"])
