"""What is asked to set up a line or a telephone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from civichub.telephony.models import Language, Line, Recorded, Relay
from civichub.telephony.operations.setting_up import LEAST_AND_MOST
from civichub.web.ui.forms import (
    HubForm,
    LongTextField,
    NumberField,
    OneChoiceField,
    SelectBox,
    TextField,
    YesNoField,
)

YES_NO = ("by_name", "survey_comments", "offers_call_back", "takes_messages", "is_active")
PLACES = {
    "desk": "On a desk: picking it up answers",
    "itself": "On a desk, answering by itself: Accept on the screen puts the caller through",
    "browser": "In the browser, with a headset",
}


class LineForm(HubForm):
    """A number that people dial."""

    name = TextField(label="Name", max_length=80, missing="Enter the name", hint="As callers hear it: Highways")
    language = OneChoiceField(label="Language", choices=Language.choices, inline=True)
    greeting = LongTextField(
        label="Greeting", limit=500, rows=2, required=False, hint="Leave it empty for “Hello, this is …”"
    )
    urgent = LongTextField(
        label="Urgent message", limit=500, rows=2, required=False,
        hint="Said before all else. Declared notices are said by themselves.",
    )  # fmt: skip
    recorded = OneChoiceField(label="Recording", choices=Recorded.choices)
    keep_days = NumberField(label="Keep recordings for", suffix="days")
    resume_minutes = NumberField(
        label="Go on recording", suffix="minutes after it was paused", hint="If nobody says so before"
    )
    announce_seconds = NumberField(label="Say the place in line every", suffix="seconds")
    survey_share = NumberField(
        label="Ask how it was", suffix="of 100 callers", hint="Except about services for which you decide otherwise"
    )
    survey_comments = YesNoField(
        label="Ask them why, too?", hint="In their own words after the tone, kept as long as a recording"
    )
    offers_call_back = YesNoField(
        label="Offer to ring back?", hint="Whoever presses 1 keeps their place; 2 is for another number or hour"
    )
    text_about = TextField(
        label="A text with a link: what does it tell?", max_length=80, required=False,
        hint="Who waits on a mobile may press 3 for it. Like: your bin days. In the line’s language.",
    )  # fmt: skip
    text_link = TextField(
        label="The page that answers most callers", max_length=300, required=False,
        hint="Its whole address, with https://. Leave both empty to offer no text.",
    )  # fmt: skip
    takes_messages = YesNoField(label="Take messages when closed?")
    by_name = YesNoField(
        label="Let callers spell whom they want?", hint="A surname or a service, on the keys; everybody else just waits"
    )
    relay = OneChoiceField(
        label="Relay", choices=[("", "None: people speak for themselves"), *Relay.choices], required=False,
        hint="Calls with the prefix of Relay UK (18001) are known on every line. Choose it for a number of its own.",
    )  # fmt: skip
    relay_link = TextField(
        label="Where users of the relay begin", max_length=300, required=False,
        hint="The address of the video relay’s page, beginning with https://",
    )  # fmt: skip
    is_active = YesNoField(label="In use?")

    def __init__(
        self, *args: Any, queues: Iterable[Any], services: Iterable[tuple[Any, str]], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field, (least, most) in LEAST_AND_MOST.items():
            self.fields[field].min_value, self.fields[field].max_value = least, most
        choices = [(str(queue.pk), f"{queue}, {queue.organisation.short_name}") for queue in queues]
        self.fields["queue"] = OneChoiceField(
            label="Queue",
            choices=choices,
            widget=SelectBox(),
            missing="Select a queue",
            hint="Its hours are the line’s",
        )
        titles = [("", "Any"), *((str(pk), title) for pk, title in services)]
        self.fields["service"] = OneChoiceField(label="Service", choices=titles, widget=SelectBox(), required=False)
        if is_new:
            self.fields["number"] = TextField(
                label="Number", max_length=20, missing="Enter the number", hint="As the trunk delivers it", width=20
            )
        self.order_fields(["number", "name", "queue", "service"])


def as_asked(line: Line | None) -> dict[str, Any]:
    """What the form begins with."""
    line = line or Line()
    yes_no = {field: "yes" if getattr(line, field) else "no" for field in YES_NO}
    words = ("name", "language", "greeting", "urgent", "recorded", "text_about", "text_link", "relay", "relay_link")
    plain = (*words, *LEAST_AND_MOST)
    return {
        **{field: getattr(line, field) for field in plain}, **yes_no,
        "queue": str(line.queue_id or ""), "service": str(line.service_id or ""),
    }  # fmt: skip


class HandsetForm(HubForm):
    """A telephone for somebody."""

    extension = TextField(
        label="Extension", max_length=10, missing="Enter the extension", hint="2 to 10 digits", width=10
    )
    place = OneChoiceField(label="Where is it?", choices=list(PLACES.items()), missing="Say where it is")

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = OneChoiceField(
            label="Whose is it?", choices=[(str(one.pk), str(one)) for one in people], widget=SelectBox(),
            missing="Select a person",
        )  # fmt: skip
        self.order_fields(["person"])
