"""What the desk asks about a record of the directory."""

from __future__ import annotations

from typing import Any

from civichub.directory.schedules import DAYS
from civichub.directory.states import ServiceStatus
from civichub.web.ui.forms import (
    DateField,
    EmailField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    NumberField,
    OneChoiceField,
    PostcodeField,
    SelectBox,
    TextField,
    YesNoField,
)

BARS = "One on each line, the parts with a bar between"
HOW_OFTEN = [
    ("weekly", "Every week"), ("fortnightly", "Every second week"), ("monthly", "Once a month, on a weekday"),
    ("once", "On one day only"),
]  # fmt: skip
WHICH = [("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth"), ("-1", "Last")]


class RecordForm(HubForm):
    """The service itself. Places and times are asked on pages of their own."""

    name = TextField(label="Name of the service", max_length=200, missing="Enter the name of the service")
    alternate_name = TextField(label="Also called", max_length=200, required=False)
    organization_name = TextField(
        label="Who offers it?", max_length=200, missing="Enter who offers it",
        hint="The organisation’s name. One that is known already is taken by its name.",
    )  # fmt: skip
    description = LongTextField(label="What is it?", limit=20_000, rows=6, missing="Enter what it is")
    status = OneChoiceField(label="Does it run?", choices=ServiceStatus.choices, inline=True)
    alert = LongTextField(label="Notice, shown at the top", limit=4_000, rows=2, required=False)
    eligibility_description = LongTextField(label="Who is it for?", limit=4_000, rows=2, required=False)
    minimum_age = NumberField(label="Youngest age", required=False, width=3)
    maximum_age = NumberField(label="Oldest age", required=False, width=3)
    application_process = LongTextField(label="How do people get it?", limit=4_000, rows=2, required=False)
    required_documents = LongTextField(label="What must they bring?", limit=4_000, rows=2, required=False)
    fees_description = TextField(label="What does it cost, in words?", max_length=400, required=False)
    cost_lines = LongTextField(
        label="Prices", limit=4_000, rows=3, required=False, hint=f"{BARS}: Under 18s | 3.50 | a session"
    )
    phone_lines = LongTextField(
        label="Telephone", limit=2_000, rows=2, required=False, hint=f"{BARS}: 01632 960101 | Office"
    )
    contact_lines = LongTextField(
        label="People to ask", limit=2_000, rows=2, required=False, hint=f"{BARS}: Ann Lee | Organiser"
    )
    email = EmailField(label="Email", required=False)
    url = TextField(label="Web page", max_length=400, required=False)
    language_lines = LongTextField(label="Languages", limit=1_000, rows=2, required=False, hint=f"{BARS}: pl | Polish")
    interpretation_services = TextField(label="Interpreting", max_length=400, required=False)
    area_lines = LongTextField(
        label="Areas served", limit=4_000, rows=2, required=False,
        hint=f"{BARS}: Lowton | E07000999. With a code it is offered only to people who live there.",
    )  # fmt: skip
    accreditations = TextField(label="Accreditations", max_length=400, required=False)

    def __init__(self, *args: Any, terms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["terms"] = ManyChoicesField(label="Which kinds of help?", choices=terms, required=False)


class NewRecordForm(RecordForm):
    """As `RecordForm`, with who keeps it."""

    def __init__(self, *args: Any, keepers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"] = OneChoiceField(label="Who keeps the record?", choices=keepers, widget=SelectBox())


class PlaceForm(HubForm):
    """A place where it is to be had."""

    name = TextField(label="Name of the place", max_length=200, required=False)
    address_1 = TextField(label="Building and street", max_length=200, required=False)
    city = TextField(label="Town", max_length=200, required=False)
    postal_code = PostcodeField(label="Postcode", required=False)
    accessibility = LongTextField(
        label="Getting in and about", limit=4_000, rows=3, required=False, hint="Such as level entrance, hearing loop"
    )
    withheld = YesNoField(
        label="Must the address stay secret?", hint="As of a refuge. Nobody is shown it, and no search is by it."
    )


class TimesForm(HubForm):
    """When it is on."""

    often = OneChoiceField(
        label="How often?", choices=HOW_OFTEN, missing="Select how often",
        reveals={"monthly": ["which"], "fortnightly": ["begins"], "once": ["day"]},
    )  # fmt: skip
    days = ManyChoicesField(label="On which days?", choices=list(DAYS.items()), required=False)
    which = OneChoiceField(label="Which one of the month?", choices=WHICH, inline=True)
    begins = DateField(label="A day on which it is on", missing="Enter a day on which it is on")
    day = DateField(label="Which day?", missing="Enter the day")
    opens_at = TextField(label="From", required=False, width=5, hint="Like 10:00")
    closes_at = TextField(label="Until", required=False, width=5, hint="Like 12:30")
    until = DateField(label="Last day, if it ends", required=False)
    description = TextField(label="More about the times", max_length=400, required=False, hint="Like term time only")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places:
            self.fields["place"] = OneChoiceField(
                label="Where?", choices=[("", "At all its places"), *places], widget=SelectBox(), required=False
            )


class AssureForm(HubForm):
    """Who says that the record is right."""

    assurer_email = EmailField(label="Email address of whoever assures it", missing="Enter the email address")


class KeeperEmailForm(HubForm):
    """Where the provider is asked."""

    email = EmailField(
        label="Where do we ask whether the records are right?", required=False, hint="It is not published."
    )


class WhyForm(HubForm):
    """What to say of a decision."""

    answer = TextField(label="Why?", max_length=300, missing="Enter why")
