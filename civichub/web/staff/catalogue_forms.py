"""What the desk asks about a service."""

from __future__ import annotations

from typing import Any

from civichub.catalogue.states import Audience, Level, Reach, Sensitivity, ServiceChannelKind, ServiceClass
from civichub.core.clocks import shipped_rules
from civichub.organisations.models import Module
from civichub.web.ui.forms import (
    DateField,
    EmailField,
    HubForm,
    LongTextField,
    NumberField,
    OneChoiceField,
    SelectBox,
    TextField,
    UploadField,
    YesNoField,
)


class ServiceForm(HubForm):
    """The fields of a service, as `catalogue.fields` reads them."""

    title = TextField(label="Title", max_length=120, missing="Enter a title")
    slug = TextField(
        label="Short address", max_length=140, required=False, hint="Like missed-bin. Left empty, it follows the title."
    )
    lgsl_id = NumberField(label="Number in the Local Government Services List", required=False, width=5)
    summary = TextField(label="What it is, in a sentence or two", max_length=300, required=False)
    description = LongTextField(label="Description", limit=20_000, rows=6, required=False)
    service_class = OneChoiceField(label="How it is handled", choices=ServiceClass.choices, widget=SelectBox())
    once_and_done = YesNoField(label="Once and done?", hint="Finished in the first contact")
    right_first_time = YesNoField(label="Right first time?")
    sensitivity = OneChoiceField(label="Sensitivity", choices=Sensitivity.choices, inline=True)
    audience = OneChoiceField(label="For whom", choices=Audience.choices, widget=SelectBox())
    aliases = LongTextField(
        label="Other people’s words for it", limit=5000, rows=4, required=False, hint="One on each line"
    )
    form_key = TextField(label="Form", max_length=80, required=False, hint="Its key, like pothole")
    procedure_key = TextField(label="Procedure", max_length=80, required=False, hint="Its key, like pothole")
    avoidable_hints = LongTextField(
        label="What people come back about, and what to say so that they need not", limit=5000, rows=3, required=False
    )


class RetireForm(HubForm):
    """Why a service goes."""

    reason = LongTextField(label="Why?", limit=300, rows=2, missing="Enter why")


class ProvisionForm(HubForm):
    """How one's own organisation provides a service."""

    level = OneChoiceField(label="As which tier?", choices=Level.choices, widget=SelectBox())
    area_codes = TextField(
        label="Only in these areas", required=False, hint="Codes with spaces between; empty means the whole area"
    )
    phone = TextField(label="Telephone", max_length=30, required=False, width=20)
    email = EmailField(label="Email", required=False)
    url = TextField(label="Web page", max_length=400, required=False)
    hours_note = TextField(label="Opening hours in words", max_length=200, required=False)
    live_from = DateField(label="First day", required=False)
    live_until = DateField(label="Last day", required=False)
    module = OneChoiceField(
        label="Runs through which part of the hub?", choices=[("", "None in particular"), *Module.choices],
        widget=SelectBox(), required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: list[Any], teams: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="Organisation", choices=bodies, widget=SelectBox(), missing="Select the organisation"
        )
        self.fields["team"] = OneChoiceField(
            label="Team that does the work", choices=[("", "No team yet"), *teams], widget=SelectBox(), required=False
        )
        self.order_fields(["organisation", "level", "team"])


EVERY_PROVIDER = ("", "Every body that provides it")


class ChannelForm(HubForm):
    """One cell of the matrix of services, channels, providers and sites."""

    def __init__(self, *args: Any, providers: list[Any], sites: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provision"] = OneChoiceField(
            label="For whom?", choices=providers, widget=SelectBox(), required=False
        )
        self.fields["site"] = OneChoiceField(
            label="At which site?", choices=[("", "All of them, or not at a place"), *sites], widget=SelectBox(),
            required=False,
        )  # fmt: skip
        self.order_fields(["channel", "provision", "site", "reach", "hours_note", "note"])

    channel = OneChoiceField(label="Channel", choices=ServiceChannelKind.choices, widget=SelectBox())
    reach = OneChoiceField(
        label="How far does it go there?", choices=[(str(code), label) for code, label in Reach.choices],
        missing="Select how far it goes",
    )  # fmt: skip
    hours_note = TextField(label="Hours in words", max_length=200, required=False)
    note = TextField(label="Note", max_length=300, required=False)


class StandardForm(HubForm):
    """A promise, and the clock that proves it."""

    text = TextField(
        label="What do you promise?", max_length=300, missing="Enter what you promise",
        hint="As residents read it, like We mend a dangerous pothole within one working day",
    )  # fmt: skip
    key = TextField(
        label="Short name", max_length=50, missing="Enter a short name", hint="Small letters, digits and hyphens"
    )
    rule = OneChoiceField(
        label="Which clock proves it?", choices=[("", "None"), *((r.id, r.name) for r in shipped_rules().values())],
        widget=SelectBox(), required=False,
    )  # fmt: skip
    source = TextField(label="Where is it laid down?", max_length=200, required=False, hint="Like Cabinet, 4 May 2026")

    def __init__(self, *args: Any, providers: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provision"] = OneChoiceField(
            label="Whose promise is it?", choices=providers, widget=SelectBox(), required=False
        )
        self.order_fields(["provision", "text", "key", "rule", "source"])


class ImportForm(HubForm):
    """A file of services."""

    file = UploadField(label="File", hint="CSV or YAML", accept=".csv,.yaml,.yml,.tsv,.txt")
    dry_run = OneChoiceField(
        label="What shall happen?", missing="Select what shall happen", initial="yes",
        choices=[("yes", "Try it out: report what would change"), ("no", "Bring it in, if every row is right")],
    )  # fmt: skip
