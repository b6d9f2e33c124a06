"""Controls with what GOV.UK's markup adds to Django's widgets: hints, reveals, counts, prefixes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms


class TextBox(forms.TextInput):
    """A text box. `width` is 2, 3, 4, 5, 10, 20 or 30 characters; `prefix` and `suffix` stand beside it."""

    def __init__(self, *, width: int | None = None, prefix: str = "", suffix: str = "", **attrs: Any) -> None:
        named = {name.replace("_", "-"): value for name, value in attrs.items()}
        if width:
            named["class"] = f"govuk-input--width-{width} {named.get('class', '')}".strip()
        super().__init__(attrs=named)
        self.prefix = prefix
        self.suffix = suffix


class LongText(forms.Textarea):
    """A text area. With `count_limit` it tells how many characters are left, without JavaScript the limit alone."""

    def __init__(self, *, rows: int = 5, count_limit: int | None = None, **attrs: Any) -> None:
        super().__init__(attrs={"rows": rows, **{name.replace("_", "-"): value for name, value in attrs.items()}})
        self.count_limit = count_limit


class SelectBox(forms.Select):
    """A select list; radio buttons are better for up to about ten answers."""


class _Options:
    """What radio buttons and checkboxes share."""

    hints: Mapping[str, str]
    reveals: Mapping[str, Sequence[str]]

    def take_options(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        inline: bool = False,
        divider_before: str | None = None,
        exclusive: str | None = None,
    ) -> None:
        self.hints = hints or {}
        self.reveals = reveals or {}
        self.inline = inline
        self.divider_before = divider_before
        self.exclusive = exclusive


class Radios(_Options, forms.RadioSelect):
    """Radio buttons. `hints` and `reveals` go by the value of a choice: `reveals={"phone": ["phone_number"]}`."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, choices: Any = (), **options: Any) -> None:
        super().__init__(attrs=attrs, choices=choices)
        self.take_options(**options)


class Checkboxes(_Options, forms.CheckboxSelectMultiple):
    """Checkboxes. `exclusive` names the choice that clears the others ("None of these")."""

    def __init__(self, attrs: Mapping[str, Any] | None = None, choices: Any = (), **options: Any) -> None:
        super().__init__(attrs=attrs, choices=choices)
        self.take_options(**options)


class FileUpload(forms.FileInput):
    """A file control; `accept` such as `.pdf,.jpg,image/*` guides the browser, the server checks the real type."""

    def __init__(self, *, accept: str = "", multiple: bool = False) -> None:
        self.allow_multiple_selected = multiple
        super().__init__(attrs={"accept": accept} if accept else {})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Every chosen file as a list where several may be chosen, else the one file or None."""
        if self.attrs.get("multiple"):
            return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])
        return super().value_from_datadict(data, files, name)


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes, posted as `name_0`, `name_1` and `name_2`."""

    template_name = "govuk/date.html"
    use_fieldset = True
    part_names = ("Day", "Month", "Year")

    def __init__(self, *, birthday: bool = False) -> None:
        self.birthday = birthday
        super().__init__([forms.TextInput(attrs={"inputmode": "numeric"}) for _ in self.part_names])

    def decompress(self, value: Any) -> list[Any]:
        """Split a date into the three boxes."""
        return [value.day, value.month, value.year] if value else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Name each box, mark the wrong ones, and let a browser fill in a birthday."""
        context = super().get_context(name, value, dict(attrs or {}))
        wrong = set((attrs or {}).get("data-wrong-parts", "").split())
        for index, part in enumerate(context["widget"]["subwidgets"]):
            part["label"] = self.part_names[index]
            part["width"] = 4 if index == 2 else 2
            part["wrong"] = str(index) in wrong
            part["autocomplete"] = f"bday-{self.part_names[index].lower()}" if self.birthday else ""
        return context
