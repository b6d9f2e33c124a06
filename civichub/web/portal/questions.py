"""One page of a form on the screen: the form engine's questions as the kit's controls. The engine does all checking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from civichub.forms.definition import Form, Page, Question
from civichub.forms.engine import FieldError, is_met
from civichub.web.portal import boxes
from civichub.web.ui import forms as kit
from civichub.web.ui.forms.map_point import MapPoint

MIDDLE_OF_THE_MIDLANDS = (52.3, -1.95)
STREET_ZOOM, COUNTY_ZOOM = 16, 10
_INPUT_WIDTHS = ((5, 5), (10, 10), (20, 20), (40, 30))


@dataclass(frozen=True)
class Surroundings:
    """What a page shows besides the form: where the map opens, addresses that were found, and files given already.

    `how` is the way an address is asked for: find, choose or hand. `found` are the addresses of that postcode, or those
    nearest to words that were typed for a place. `files` are by question.
    """

    centre: tuple[float, float] = MIDDLE_OF_THE_MIDLANDS
    zoom: int = COUNTY_ZOOM
    how: str = "find"
    postcode: str = ""
    found: Sequence[Any] = ()
    files: Mapping[str, Sequence[Any]] = field(default_factory=dict)


class PageForm(kit.HubForm):
    """The questions of one page that these answers call for. `faults` are the engine's, shown beside their boxes."""

    def __init__(
        self,
        form: Form,
        page: Page,
        answers: Mapping[str, Any],
        *,
        today: date,
        around: Surroundings,
        data: Any = None,
        faults: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(data)
        self.around, self.faults = around, faults
        self.helps: list[tuple[str, str]] = []
        for question in _shown(form, page, answers, today):
            self._add(question, answers.get(question.key))
        _reveal(self, form, page, answers, today)

    def _add(self, question: Question, value: Any) -> None:
        made = _MAKERS[question.type](question, self.around)
        made.label = question.label if question.required else f"{question.label} (optional)"
        made.help_text = " ".join(filter(None, (question.hint, _limits(question))))
        made.initial = _initial(question, value)
        self.fields[question.key] = made
        if question.help:
            self.helps.append((question.label, question.help))
        if question.type == "location" and self.around.found:
            self.fields[f"{question.key}__nearest"] = _nearest(self.around.found)

    def full_clean(self) -> None:
        """The engine has judged already; here its sentences find their boxes."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        if not self.is_bound:
            return
        for fault in self.faults:
            name = fault.question if fault.question in self.fields else None
            if fault.field.endswith("__nearest") and fault.field in self.fields:
                name = fault.field
            if name and isinstance(self.fields[name], boxes.PartsField):
                self.fields[name].mark_wrong(fault.field.partition("__")[2])
            self.add_error(name, fault.message)


def _shown(form: Form, page: Page, answers: Mapping[str, Any], today: date) -> list[Question]:
    """Those that count already, and those whose condition another question of this page decides."""
    here = {f"answers.{question.key}" for question in page.questions}
    return [
        question
        for question in page.questions
        if question.only_when is None
        or question.only_when.names & here
        or is_met(question.only_when, form, answers, today)
    ]


def _reveal(shown: PageForm, form: Form, page: Page, answers: Mapping[str, Any], today: date) -> None:
    """Tie a question to the one answer on the same page that calls for it, so that scripts can hide it till then."""
    choices = {q.key: q for q in page.questions if q.option_values and q.key in shown.fields}
    for question in page.questions:
        if question.only_when is None or question.key not in shown.fields:
            continue
        deciders = [key for key in choices if f"answers.{key}" in question.only_when.names]
        if len(deciders) != 1 or deciders[0] == question.key:
            continue
        decider = choices[deciders[0]]
        many = decider.type == "checkboxes"
        calling = [
            value
            for value in sorted(decider.option_values)
            if is_met(question.only_when, form, {**answers, decider.key: [value] if many else value}, today)
        ]
        widget = shown.fields[decider.key].widget
        if len(calling) == 1 and hasattr(widget, "reveals"):
            widget.reveals = {**widget.reveals, calling[0]: (*widget.reveals.get(calling[0], ()), question.key)}
            widget.inline = False


def _limits(question: Question) -> str:
    if question.type != "file":
        return ""
    kinds = ", ".join(kind.upper() for kind in question.file_types)
    number = "One file" if question.max_files == 1 else f"Up to {question.max_files} files"
    return f"{number}, each smaller than {question.max_megabytes} MB: {kinds}."


def _nearest(found: Sequence[Any]) -> forms.Field:
    listed = [(address.uprn, address.one_line) for address in found]
    return kit.OneChoiceField(
        label="Which of these is nearest to the place?",
        hint="We found these for what you typed. They help us to send the right team.",
        choices=[*listed, ("none", "None of these")],
        divider_before="none",
        required=False,
    )


def _width(question: Question) -> int | None:
    most = question.max_length or 0
    return next((width for limit, width in _INPUT_WIDTHS if 0 < most <= limit), None)


def _text(question: Question, around: Surroundings) -> forms.Field:
    return kit.TextField(required=False, width=_width(question), autocomplete=question.autocomplete)


def _long_text(question: Question, around: Surroundings) -> forms.Field:
    return kit.LongTextField(required=False, limit=question.max_length or 4000)


def _name(question: Question, around: Surroundings) -> forms.Field:
    own = question.maps_to == "customer.name"
    return boxes.PartsField(widget=boxes.NameBoxes(fills_in=own), part_names=("first", "last"))


def _address(question: Question, around: Surroundings) -> forms.Field:
    own = question.maps_to == "customer.address"
    if around.how == "hand":
        widget: forms.MultiWidget = boxes.AddressByHand(fills_in=own)
        return boxes.PartsField(widget=widget, part_names=("line1", "line2", "town", "postcode"))
    if around.how == "choose":
        widget = boxes.AddressFromList(around.found, around.postcode)
        return boxes.PartsField(widget=widget, part_names=("uprn",))
    return boxes.PartsField(widget=boxes.AddressByPostcode(fills_in=own), part_names=("postcode",))


def _location(question: Question, around: Surroundings) -> forms.Field:
    widget = boxes.MapBoxes(centre=around.centre, zoom=around.zoom)
    return boxes.PartsField(widget=widget, part_names=boxes.MAP_PARTS)


def _date(question: Question, around: Surroundings) -> forms.Field:
    own = question.maps_to == "customer.date_of_birth"
    return boxes.PartsField(widget=boxes.DateBoxes(birthday=own), part_names=("day", "month", "year"))


def _number(question: Question, around: Surroundings) -> forms.Field:
    mode = "decimal" if question.decimals else "numeric"
    return kit.TextField(required=False, widget=kit.TextBox(width=5, suffix=question.unit, inputmode=mode))


def _money(question: Question, around: Surroundings) -> forms.Field:
    return kit.TextField(required=False, widget=kit.TextBox(width=10, prefix="£", inputmode="decimal"))


def _radio(question: Question, around: Surroundings) -> forms.Field:
    choices = [(option.value, option.label) for option in question.options]
    hints = {option.value: option.hint for option in question.options if option.hint}
    return kit.OneChoiceField(choices=choices, hints=hints, required=False)


def _select(question: Question, around: Surroundings) -> forms.Field:
    choices = [("", "Choose one"), *((option.value, option.label) for option in question.options)]
    return kit.OneChoiceField(choices=choices, widget=kit.SelectBox(), required=False)


def _yes_no(question: Question, around: Surroundings) -> forms.Field:
    return kit.OneChoiceField(choices=[("yes", "Yes"), ("no", "No")], inline=True, required=False)


def _checkboxes(question: Question, around: Surroundings) -> forms.Field:
    choices = [(option.value, option.label) for option in question.options]
    hints = {option.value: option.hint for option in question.options if option.hint}
    alone = next((option.value for option in question.options if option.exclusive), None)
    return kit.ManyChoicesField(choices=choices, hints=hints, exclusive=alone, required=False)


def _declaration(question: Question, around: Surroundings) -> forms.Field:
    return forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"value": "yes"}))


def _file(question: Question, around: Surroundings) -> forms.Field:
    accept = ",".join(f".{kind}" for kind in question.file_types)
    room = question.max_files - len(around.files.get(question.key, ()))
    return kit.UploadField(required=False, accept=accept, multiple=room > 1)


_MAKERS = {
    "text": _text,
    "long_text": _long_text,
    "name": _name,
    "email": lambda question, around: kit.EmailField(required=False),
    "phone": lambda question, around: kit.PhoneField(required=False),
    "postcode": lambda question, around: kit.PostcodeField(required=False),
    "address": _address,
    "location": _location,
    "date": _date,
    "number": _number,
    "money": _money,
    "nino": lambda question, around: kit.TextField(required=False, width=20, autocomplete="off"),
    "radio": _radio,
    "checkboxes": _checkboxes,
    "select": _select,
    "yes_no": _yes_no,
    "file": _file,
    "declaration": _declaration,
}


def _initial(question: Question, value: Any) -> Any:
    """A kept answer as its control shows it."""
    if value in (None, "", []) or question.type == "file":
        return None
    if question.type == "date":
        return date.fromisoformat(value)
    if question.type == "money":
        return f"{value / 100:.2f}"
    if question.type == "declaration":
        return value == "yes"
    if question.type == "location":
        return MapPoint(value.get("description") or "", value.get("latitude"), value.get("longitude"))
    if question.type == "address":
        return {**value, "line1": value.get("text", "")}
    return value
