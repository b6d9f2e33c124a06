"""What setting up asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from civichub.appointments.models import Kind, RoomFeature, Way
from civichub.catalogue.queries import live_services
from civichub.core.clocks.hours import WEEKDAYS
from civichub.places.queries import sites
from civichub.web.staff.appointments.bulk import TimeField
from civichub.web.ui.forms import (
    DateField,
    HubForm,
    LongTextField,
    ManyChoicesField,
    NumberField,
    OneChoiceField,
    SelectBox,
    TextField,
    YesNoField,
)
from civichub.workforce.queries import active_skills

DAYS = [(str(number), day.capitalize()) for number, day in enumerate(WEEKDAYS)]
REMINDERS = [("0", "On the morning"), ("1", "The day before"), ("2", "2 days before"), ("7", "A week before")]
NUMBERS = ("minutes", "buffer_minutes", "places", "notice_minutes", "furthest_days", "most_each", "standard_days")


class KindForm(HubForm):
    """A kind of appointment."""

    name = TextField(label="What is it called?", missing="Enter a name", max_length=120)
    service = OneChoiceField(label="For which service?", widget=SelectBox(), missing="Choose the service")
    explains = LongTextField(label="What should people know before they book?", required=False, limit=2000, rows=3)
    bring = LongTextField(label="What should they bring?", required=False, limit=2000, rows=3)
    minutes = NumberField(label="How long does it take?", suffix="minutes", missing="Enter the minutes")
    buffer_minutes = NumberField(label="How long is needed after it?", suffix="minutes", missing="Enter the minutes")
    ways = ManyChoicesField(label="How is it held?", choices=Way.choices, missing="Choose at least one way")
    sites = ManyChoicesField(
        label="Where?", hint="By telephone and video: whose officers call", missing="Choose at least one site"
    )
    video_address = TextField(
        label="Where are video calls held?", required=False, max_length=200,
        hint="An https address. {room} in it becomes a room that nobody can guess. Leave empty to type a link for each",
    )  # fmt: skip
    needs_officer = YesNoField(label="Is it with an officer?")
    skill = OneChoiceField(label="Which skill does the officer need?", widget=SelectBox(), required=False)
    needs_room = YesNoField(label="Does it need a room?")
    room_features = ManyChoicesField(
        label="What must the room have?", choices=RoomFeature.choices, required=False
    )  # fmt: skip
    places = NumberField(label="How many people come together?", missing="Enter a number; 1 for an ordinary one")
    notice_minutes = NumberField(label="How soon can it be booked?", suffix="minutes from now", missing="Enter minutes")
    furthest_days = NumberField(label="How far ahead?", suffix="days", missing="Enter the days")
    most_each = NumberField(label="How many may one person have?", missing="Enter a number")
    online = YesNoField(label="May residents book it themselves?")
    reminders = ManyChoicesField(label="When are people reminded?", choices=REMINDERS, required=False)
    standard_days = NumberField(
        label="Within how many working days must a time be offered?", hint="Leave empty if there is no standard",
        required=False,
    )  # fmt: skip
    standard_source = TextField(label="Where does that standard come from?", required=False, max_length=200)
    is_active = YesNoField(label="Is it in use?")

    def __init__(self, *args: Any, in_session: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sites"].required = not in_session
        self._sites = {str(site.pk): site for site in sites()}
        self._skills = {str(skill.pk): skill for skill in active_skills().filter(kind="subject")}
        self._services = {str(service.pk): service for service in live_services()}
        choices = {
            "sites": [(key, site.name) for key, site in self._sites.items()],
            "skill": [("", "None"), *((key, skill.name) for key, skill in self._skills.items())],
            "service": [("", "Choose"), *((key, service.title) for key, service in self._services.items())],
        }
        for name, listed in choices.items():
            self.fields[name].choices = listed

    @staticmethod
    def begun() -> dict[str, Any]:
        """What is usual."""
        return {
            "minutes": 30, "buffer_minutes": 10, "places": 1, "notice_minutes": 120, "furthest_days": 42,
            "most_each": 2, "needs_officer": True, "needs_room": True, "online": True, "is_active": True,
            "reminders": ["2", "0"], "ways": ["site"],
        }  # fmt: skip

    @staticmethod
    def values_of(kind: Kind) -> dict[str, Any]:
        """A kind as the form shows it."""
        plain = ("name", "explains", "bring", "ways", "needs_officer", "needs_room", "room_features", "online",
                 "standard_source", "is_active", "video_address", *NUMBERS)  # fmt: skip
        return {
            **{name: getattr(kind, name) for name in plain},
            "service": str(kind.service_id), "skill": str(kind.skill_id or ""),
            "sites": [str(site.pk) for site in kind.sites.all()], "reminders": [str(days) for days in kind.reminders],
        }  # fmt: skip

    def chosen_sites(self) -> list[Any]:
        """The sites, as records."""
        return [self._sites[key] for key in self.cleaned_data["sites"]]

    def fields_of_kind(self) -> dict[str, Any]:
        """As `save_kind` wants them."""
        given = dict(self.cleaned_data)
        given.pop("sites")
        given["service"], given["skill"] = self._services[given["service"]], self._skills.get(given["skill"])
        given["reminders"] = [int(days) for days in given["reminders"]]
        return given


class RoomForm(HubForm):
    """A room of a site."""

    site_id = OneChoiceField(label="At which site?", widget=SelectBox(), missing="Choose the site")
    name = TextField(label="What is it called?", missing="Enter a name", max_length=60)
    features = ManyChoicesField(label="What does it have?", choices=RoomFeature.choices, required=False)
    is_active = YesNoField(label="Is it in use?", initial=True)

    def __init__(self, *args: Any, site_list: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sites = {str(site.pk): site for site in site_list}
        listed = [("", "Choose"), *((key, site.name) for key, site in self._sites.items())]
        self.fields["site_id"].choices = listed

    def site(self) -> Any:
        """The site, as a record."""
        return self._sites[self.cleaned_data["site_id"]]


class HoursForm(HubForm):
    """When somebody takes appointments."""

    person_id = OneChoiceField(label="Who?", widget=SelectBox(), missing="Choose the officer")
    site_id = OneChoiceField(label="At which site?", widget=SelectBox(), missing="Choose the site")
    weekdays = ManyChoicesField(label="On which days?", choices=DAYS, missing="Choose at least one day")
    starts = TimeField(label="From", hint="For example, 09:00", missing="Enter a time", width=5)
    ends = TimeField(label="Until", hint="For example, 17:00", missing="Enter a time", width=5)
    from_day = DateField(label="From which day on?", subject="First day")
    until_day = DateField(label="Until which day?", hint="Leave empty if it has no end", required=False)

    def __init__(self, *args: Any, site_list: Sequence[Any], people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sites = {str(site.pk): site for site in site_list}
        self._people = {str(person.pk): person for person in people}
        for name, found in (("site_id", self._sites), ("person_id", self._people)):
            listed = [("", "Choose"), *((key, str(one)) for key, one in found.items())]
            self.fields[name].choices = listed

    def site(self) -> Any:
        """The site, as a record."""
        return self._sites[self.cleaned_data["site_id"]]

    def person(self) -> Any:
        """The officer, as a record."""
        return self._people[self.cleaned_data["person_id"]]


class FeedForm(HubForm):
    """Whose calendar."""

    target = OneChoiceField(label="Whose appointments?", widget=SelectBox(), missing="Choose an officer or a room")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [("", "Choose"), *choices]


def _site_choices(kind: Kind) -> list[tuple[str, str]]:
    return [("", "Every site of this kind"), *((str(site.pk), site.name) for site in kind.sites.all())]


class KindHoursForm(HubForm):
    """When a kind is held in the week."""

    site_id = OneChoiceField(label="At which site?", widget=SelectBox(), required=False)
    weekdays = ManyChoicesField(label="On which days?", choices=DAYS, missing="Choose at least one day")
    starts = TimeField(label="From", hint="For example, 09:00", missing="Enter a time", width=5)
    ends = TimeField(label="Until", hint="For example, 17:00", missing="Enter a time", width=5)
    from_day = DateField(label="From which day on?", subject="First day")
    until_day = DateField(label="Until which day?", hint="Leave empty if it has no end", required=False)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site_id"].choices = _site_choices(kind)


class KindDayForm(HubForm):
    """One day that is unlike the others."""

    site_id = OneChoiceField(label="At which site?", widget=SelectBox(), required=False)
    day = DateField(label="Which day?", subject="Day")
    starts = TimeField(label="From", hint="Leave both times empty if it is not held at all", required=False, width=5)
    ends = TimeField(label="Until", required=False, width=5)
    reason = TextField(label="Why?", hint="For example, Boxing Day", missing="Enter a reason", max_length=120)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site_id"].choices = _site_choices(kind)
