"""What setting up a surgery or session asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from civichub.appointments.operations import Booking, Pattern
from civichub.catalogue.queries import live_services
from civichub.places.models import WeekOfMonth
from civichub.places.queries import sitting_councillors
from civichub.web.staff.appointments.bulk import TimeField
from civichub.web.staff.appointments.setting_up_forms import DAYS
from civichub.web.ui.forms import DateField, HubForm, NumberField, OneChoiceField, SelectBox, TextField, YesNoField


class SessionForm(HubForm):
    """The room of a recurring session."""

    session = OneChoiceField(label="Which session?", widget=SelectBox(), missing="Choose the session")
    room_id = OneChoiceField(label="In which room?", widget=SelectBox(), missing="Choose the room")

    def __init__(self, *args: Any, sessions: dict[int, Any], rooms: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rooms = {str(room.pk): room for room in rooms}
        held = [(str(pk), f"{one.title}, {one.site.name}") for pk, one in sessions.items()]
        self.fields["session"].choices = [("", "Choose"), *held]
        listed = [(key, f"{room.name}, {room.site.name}") for key, room in self._rooms.items()]
        self.fields["room_id"].choices = [("", "Choose"), *listed]

    def room(self) -> Any:
        """The room, as a record."""
        return self._rooms[self.cleaned_data["room_id"]]


class NewSessionForm(HubForm):
    """A surgery or session, its pattern, its room and its places."""

    site_id = OneChoiceField(label="At which site?", widget=SelectBox(), missing="Choose the site")
    title = TextField(label="What is it called?", missing="Enter a name", max_length=120)
    provider = TextField(label="Who holds it?", hint="The body, as people know it", missing="Enter who holds it",
                         max_length=120)  # fmt: skip
    councillor_id = OneChoiceField(label="Is it a councillor’s surgery?", widget=SelectBox(), required=False)
    weekday = OneChoiceField(label="On which day?", choices=DAYS, missing="Choose the day", widget=SelectBox())
    week_of_month = OneChoiceField(label="In which weeks?", choices=WeekOfMonth.choices, missing="Choose the weeks",
                                   widget=SelectBox())  # fmt: skip
    starts = TimeField(label="From", hint="For example, 10:00", missing="Enter a time", width=5)
    ends = TimeField(label="Until", hint="For example, 12:00", missing="Enter a time", width=5)
    from_day = DateField(label="From which day on?", subject="First day")
    until_day = DateField(label="Until which day?", hint="Leave empty if it has no end", required=False)
    room_id = OneChoiceField(label="In which room?", widget=SelectBox(), required=False)
    bookable = YesNoField(label="Can people book a time?", reveals_if_yes=["service", "minutes", "places", "online"],
                          missing="Select whether people can book")  # fmt: skip
    service = OneChoiceField(label="For which service?", widget=SelectBox(), required=False)
    minutes = NumberField(label="How long is each time?", suffix="minutes", required=False)
    places = NumberField(label="How many people may come to each time?", required=False)
    online = YesNoField(label="May residents book it themselves?", required=False)
    how_to_book = TextField(label="What should people know about coming?", required=False, max_length=200,
                            hint="Shown on the public page when it cannot be booked")  # fmt: skip

    def __init__(self, *args: Any, site_list: Sequence[Any], rooms: Sequence[Any], **kwargs: Any) -> None:
        begun = {"minutes": 15, "places": 1, "online": True, "week_of_month": str(WeekOfMonth.EVERY.value)}
        super().__init__(*args, initial=begun, **kwargs)
        self._found = {
            "site_id": {str(one.pk): one for one in site_list},
            "room_id": {str(one.pk): one for one in rooms},
            "councillor_id": {str(one.pk): one for one in sitting_councillors()},
            "service": {str(one.pk): one for one in live_services()},
        }
        names = {"site_id": str, "room_id": lambda room: f"{room.name}, {room.site.name}", "service": str,
                 "councillor_id": lambda seat: f"{seat.name}, {seat.area.name}"}  # fmt: skip
        blank = {"site_id": "Choose", "room_id": "None", "service": "Choose", "councillor_id": "No"}
        for field, found in self._found.items():
            self.fields[field].choices = [("", blank[field]), *((key, names[field](one)) for key, one in found.items())]

    def record(self, field: str) -> Any:
        """What was chosen in a list of records; None for nothing."""
        return self._found[field].get(self.cleaned_data[field])

    def clean(self) -> dict[str, Any]:
        """What can be booked needs its service, its length and its places."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = {"service": "Choose the service", "minutes": "Enter the minutes", "places": "Enter a number"}
        if given.get("bookable"):
            for field, message in wanted.items():
                if not given.get(field) and field not in self.errors:
                    self.add_error(field, message)
        return given

    def pattern(self) -> Pattern:
        """When it is held."""
        given = self.cleaned_data
        return Pattern(int(given["weekday"]), int(given["week_of_month"]), given["starts"], given["ends"],
                       given["from_day"], given["until_day"])  # fmt: skip

    def booking(self) -> Booking | None:
        """How it is booked, or None when people just come."""
        given = self.cleaned_data
        if not given["bookable"]:
            return None
        return Booking(self.record("service"), given["minutes"], given["places"], bool(given["online"]))


class EndSessionForm(HubForm):
    """Its last day, and why."""

    last_day = DateField(label="When is it held for the last time?", subject="Last day")
    reason = TextField(label="Why does it end?", hint="Whoever has booked a later one reads this", max_length=120,
                       missing="Enter a reason")  # fmt: skip
