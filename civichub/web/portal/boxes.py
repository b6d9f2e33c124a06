"""Controls for answers of several parts, posted under the names that the form engine reads (``born__day``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from civichub.forms.engine.html_names import PARTS
from civichub.web.ui.forms import DateParts, TextBox
from civichub.web.ui.forms.map_point import MapPointWidget

MAP_PARTS = ("description", "grid", "latitude", "longitude")


class PartsField(forms.Field):
    """A field whose checking is the form engine's. `wrong` holds the numbers of the boxes that its error is about."""

    def __init__(self, *, widget: forms.MultiWidget, part_names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(required=False, widget=widget, **kwargs)
        self.part_names = tuple(part_names)
        self.wrong: list[int] = [0]

    def mark_wrong(self, part: str) -> None:
        """Say which box the error is about; a part that has no box of its own means the first."""
        self.wrong = [self.part_names.index(part)] if part in self.part_names else [0]

    def parts_in_error(self, bound: Any) -> list[int]:
        """For the kit: the boxes to mark, and where the error summary's link leads."""
        return self.wrong


class _Parts(forms.MultiWidget):
    """Boxes posted as ``key__part``."""

    use_fieldset = True
    labels: Mapping[str, str] = {}
    widths: Mapping[str, int] = {}
    tokens: Mapping[str, str] = {}

    def __init__(self, part_names: Sequence[str], *, fills_in: bool = False) -> None:
        self.part_names = tuple(part_names)
        super().__init__([TextBox(width=self.widths.get(part)) for part in self.part_names])
        self.widgets_names = [f"__{part}" for part in self.part_names]
        self.fills_in = fills_in

    def decompress(self, value: Any) -> list[Any]:
        """The boxes of a kept answer."""
        return [(value or {}).get(part, "") for part in self.part_names]

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Name each box, mark the wrong one, and let a browser fill in what is the person's own."""
        context = super().get_context(name, value, dict(attrs or {}))
        wrong = set((attrs or {}).get("data-wrong-parts", "").split())
        for index, box in enumerate(context["widget"]["subwidgets"]):
            part = self.part_names[index]
            box["label"] = self.labels.get(part, part)
            box["wrong"] = str(index) in wrong
            box["width"] = self.widths.get(part)
            box["autocomplete"] = self.tokens.get(part, "") if self.fills_in else ""
        return context


class NameBoxes(_Parts):
    """First and last name."""

    template_name = "portal/fields/boxes.html"
    labels = {"first": "First name", "last": "Last name"}
    widths = {"first": 20, "last": 20}
    tokens = {"first": "given-name", "last": "family-name"}

    def __init__(self, *, fills_in: bool = False) -> None:
        super().__init__(PARTS["name"], fills_in=fills_in)


class AddressByHand(_Parts):
    """An address in four boxes, for one that the address book does not know."""

    template_name = "portal/fields/address_by_hand.html"
    labels = {
        "line1": "Address line 1",
        "line2": "Address line 2 (optional)",
        "town": "Town or city",
        "postcode": "Postcode",
    }
    widths = {"town": 20, "postcode": 10}
    tokens = {"line1": "address-line1", "line2": "address-line2", "town": "address-level2", "postcode": "postal-code"}

    def __init__(self, *, fills_in: bool = False) -> None:
        super().__init__(("line1", "line2", "town", "postcode"), fills_in=fills_in)


class AddressByPostcode(_Parts):
    """A postcode to find addresses by."""

    template_name = "portal/fields/address_by_postcode.html"
    labels = {"postcode": "Postcode"}
    widths = {"postcode": 10}
    tokens = {"postcode": "postal-code"}

    def __init__(self, *, fills_in: bool = False) -> None:
        super().__init__(("postcode",), fills_in=fills_in)


class AddressFromList(_Parts):
    """The addresses found, and the postcode they were found by."""

    template_name = "portal/fields/address_from_list.html"

    def __init__(self, found: Sequence[Any], postcode: str) -> None:
        super().__init__(("uprn",))
        self.found, self.postcode = list(found), postcode

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Add the addresses."""
        context = super().get_context(name, value, attrs)
        context["widget"]["found"] = self.found
        context["widget"]["postcode"] = self.postcode
        context["widget"]["key"] = name
        return context


class DateBoxes(DateParts):
    """The kit's date under the engine's names."""

    def __init__(self, *, birthday: bool = False) -> None:
        super().__init__(birthday=birthday)
        self.widgets_names = [f"__{part}" for part in PARTS["date"]]


class MapBoxes(MapPointWidget):
    """The kit's map under the engine's names; ``__grid`` is read by the page, which turns it into degrees."""

    def __init__(self, *, centre: tuple[float, float], zoom: int) -> None:
        super().__init__(centre=centre, zoom=zoom)
        self.widgets_names = [f"__{part}" for part in MAP_PARTS]
