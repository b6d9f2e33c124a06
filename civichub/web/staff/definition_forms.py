"""What the desk asks about a version of a form or procedure."""

from __future__ import annotations

from typing import Any

from django import forms

from civichub.web.ui.forms import DateField, HubForm, LongTextField, OneChoiceField, SelectBox, TextField


class DraftForm(HubForm):
    """The text as typed, line breaks and all, and the checksum of the text it began from."""

    text = forms.CharField(
        label="Text", strip=False, max_length=200_000, widget=forms.Textarea,
        error_messages={"required": "Enter the text: start with form: or procedure: and its name"},
    )  # fmt: skip
    change_note = TextField(label="What did you change, and why?", max_length=500, required=False)
    seen_checksum = forms.CharField(widget=forms.HiddenInput, required=False)


class CopyForm(HubForm):
    """Whose draft it will be."""

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="For which organisation?", choices=owners, missing="Select the organisation", widget=SelectBox()
        )


class PublishForm(HubForm):
    """When it comes into force."""

    when = OneChoiceField(
        label="When does it come into force?", choices=[("now", "Now"), ("later", "At the start of a day")],
        missing="Select when it comes into force", reveals={"later": ["day"]},
    )  # fmt: skip
    day = DateField(label="Day", missing="Enter the day")


class WithdrawForm(HubForm):
    """Why a version ends."""

    reason = LongTextField(label="Why is it withdrawn?", limit=500, rows=3, missing="Enter why it is withdrawn")
