"""What setting up a front desk asks."""

from __future__ import annotations

from typing import Any

from civichub.frontdesk.models import KeyKind, Printer, VoiceLanguage
from civichub.web.ui.forms import (
    HubForm,
    LongTextField,
    ManyChoicesField,
    NumberField,
    OneChoiceField,
    SelectBox,
    TextField,
    YesNoField,
)


class NewDeskForm(HubForm):
    """A site, and the queue in which its visitors wait."""

    site = OneChoiceField(label="Site", widget=SelectBox(), missing="Select the site")
    prefix = TextField(label="Letters before ticket numbers", hint="One or two, like A", max_length=2, width=4)
    queue = OneChoiceField(
        label="In which queue do visitors wait?", widget=SelectBox(), required=False,
        hint="Only queues that are no other desk's",
    )  # fmt: skip
    new_queue = TextField(label="Or make a new queue, called", required=False, max_length=80)

    def __init__(self, *args: Any, sites: list[Any], queues: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = [(str(one.pk), one.name) for one in sites]
        listed = [(str(one.pk), f"{one}, {one.organisation.short_name}") for one in queues]
        self.fields["queue"].choices = [("", "A new one"), *listed]


class DeskForm(HubForm):
    """How a desk greets, calls and prints."""

    prefix = TextField(label="Letters before ticket numbers", hint="One or two, like A", max_length=2, width=4)
    languages = ManyChoicesField(
        label="In which languages are calls spoken?", choices=VoiceLanguage.choices, required=False,
        hint="In this order. Have a native speaker listen before you turn one on.",
    )  # fmt: skip
    quick_answers = LongTextField(
        label="Quick answers", hint="What is asked at the door each day, a line for each", required=False, limit=2500
    )
    gives_passes = YesNoField(label="Do you give visitor passes?", reveals_if_yes=())
    shows_hours = YesNoField(label="Do the board and the page of waits show the opening hours?")
    printer = OneChoiceField(
        label="Ticket printer", choices=Printer.choices, missing="Select the kind of printer",
        reveals={Printer.NETWORK: ("printer_address",)},
    )  # fmt: skip
    printer_address = TextField(
        label="Address of the printer", hint="Like 10.20.0.15 or printer1:9100", missing="Enter the printer's address",
        max_length=120, width=30,
    )  # fmt: skip
    text_before = NumberField(
        label="Send the text when so many people are before them", hint="For those who ask for a text. 0 to 10",
        missing="Enter a number from 0 to 10",
    )  # fmt: skip
    back_minutes = NumberField(
        label="Who did not come may return to their old place for", suffix="minutes",
        missing="Enter a number of minutes from 0 to 600",
    )  # fmt: skip
    silent_minutes = NumberField(
        label="Warn of a board or kiosk that has not been heard of for", suffix="minutes",
        hint="While the site is open. 2 to 120", missing="Enter a number of minutes from 2 to 120",
    )  # fmt: skip
    is_active = YesNoField(label="Is the desk in use?")


class CounterForm(HubForm):
    """What a counter or a room is called and like."""

    label = TextField(label="Name", hint="A number, or like Room 3", max_length=20, width=20)
    private = YesNoField(label="Is it a private room?")
    step_free = YesNoField(label="Can it be reached without steps?")
    hearing_loop = YesNoField(label="Does it have a hearing loop?")
    services = ManyChoicesField(
        label="Which services are served there?", required=False, hint="Choose none for all of them"
    )
    calls_at_once = YesNoField(label="Call the next visitor as soon as one is finished with?")
    is_active = YesNoField(label="Is it in use?")

    def __init__(self, *args: Any, services: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [(str(one.pk), one.title) for one in services]


class LineForm(HubForm):
    """One more queue in which visitors wait, perhaps of another organisation in the building."""

    queue = OneChoiceField(label="Queue", widget=SelectBox(), missing="Select the queue")

    def __init__(self, *args: Any, queues: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].choices = [(str(one.pk), f"{one}, {one.organisation.short_name}") for one in queues]


class KeyForm(HubForm):
    """One more screen."""

    kind = OneChoiceField(label="What is it?", choices=KeyKind.choices, missing="Select what it is")
    label = TextField(label="Where is it?", hint="Like Entrance, left", max_length=60, missing="Enter where it is")
