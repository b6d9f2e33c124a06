"""Fields for the questions a council asks, each with its control, autocomplete and messages in sentences.

Every field takes `missing`, the message when nothing was answered ("Enter your full name"), and `hint`. Django's own
CharField already refuses a NUL byte, which PostgreSQL cannot store.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError

from civichub.web.ui.forms.widgets import Checkboxes, DateParts, FileUpload, LongText, Radios, TextBox

# The shape of a British postcode as Royal Mail's PAF describes it; whether it exists is for the address book to say.
POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})$")


def _common(missing: str, hint: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    messages = kwargs.pop("error_messages", {})
    if missing:
        messages = {"required": missing, **messages}
    if kwargs.get("max_length"):
        messages = {"max_length": f"This must be {kwargs['max_length']:,} characters or fewer", **messages}
    return {"help_text": hint, "error_messages": messages, **kwargs}


def _asking_for(label: Any) -> str:
    text = str(label or "")
    return f"Enter {text[0].lower()}{text[1:]}" if text and not text.endswith("?") else "Enter an answer"


class _Uncut:
    """A text box without maxlength: a browser that cuts text off silently loses what people wrote."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        return {name: value for name, value in attrs.items() if name != "maxlength"}


class TextField(_Uncut, forms.CharField):
    """A line of text. `width` in characters; `autocomplete` is one of HTML's tokens, such as `name`."""

    def __init__(
        self, *, missing: str = "", hint: str = "", autocomplete: str = "", width: int | None = None, **kwargs: Any
    ) -> None:
        attrs = {"autocomplete": autocomplete} if autocomplete else {}
        kwargs.setdefault("widget", TextBox(width=width, **attrs))
        kwargs.setdefault("max_length", 250)
        super().__init__(**_common(missing or _asking_for(kwargs.get("label")), hint, kwargs))


class LongTextField(TextField):
    """A text area that counts down to `limit` characters (4,000, Open311's limit, where nothing else is said)."""

    def __init__(self, *, limit: int = 4000, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", LongText(rows=rows, count_limit=limit))
        super().__init__(max_length=limit, **kwargs)


class OneChoiceField(forms.ChoiceField):
    """Radio buttons; pass `widget=SelectBox()` for a long list. `hints` and `reveals` go by the choice's value."""

    def __init__(
        self,
        *,
        missing: str = "Select an answer",
        hint: str = "",
        hints: dict[str, str] | None = None,
        reveals: dict[str, Sequence[str]] | None = None,
        inline: bool = False,
        divider_before: str | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", Radios(hints=hints, reveals=reveals, inline=inline, divider_before=divider_before))
        super().__init__(**_common(missing, hint, {"error_messages": {"invalid_choice": missing}, **kwargs}))


class YesNoField(OneChoiceField):
    """Yes or no in one line; cleans to True, False, or None where it may be left open."""

    def __init__(self, *, reveals_if_yes: Sequence[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("missing", "Select yes or no")
        reveals = {"yes": tuple(reveals_if_yes)} if reveals_if_yes else None
        super().__init__(choices=[("yes", "Yes"), ("no", "No")], inline=not reveals, reveals=reveals, **kwargs)

    def clean(self, value: Any) -> Any:
        """`yes` becomes True, `no` False, nothing None."""
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """Show a stored True or False as the answer it was."""
        return {True: "yes", False: "no"}.get(value, value) if not isinstance(value, str) else value


class ManyChoicesField(forms.MultipleChoiceField):
    """Checkboxes; `exclusive` names the choice that clears the others."""

    def __init__(
        self,
        *,
        missing: str = "Select at least one answer",
        hint: str = "",
        hints: dict[str, str] | None = None,
        reveals: dict[str, Sequence[str]] | None = None,
        exclusive: str | None = None,
        **kwargs: Any,
    ) -> None:
        widget = Checkboxes(hints=hints, reveals=reveals, exclusive=exclusive, divider_before=exclusive)
        kwargs.setdefault("widget", widget)
        super().__init__(**_common(missing, hint, kwargs))


class EmailField(_Uncut, forms.EmailField):
    """An e-mail address, with the example that GOV.UK's error message gives."""

    def __init__(self, *, missing: str = "Enter an email address", hint: str = "", **kwargs: Any) -> None:
        widget = TextBox(type="email", autocomplete="email", spellcheck="false")
        widget.input_type = "email"
        kwargs.setdefault("widget", widget)
        wrong = "Enter an email address in the correct format, like name@example.com"
        super().__init__(**_common(missing, hint, {"error_messages": {"invalid": wrong}, **kwargs}))


class PhoneField(TextField):
    """A telephone number; cleans to E.164 (`+441527534123`). British numbers need no country code."""

    def __init__(self, *, missing: str = "Enter a telephone number", **kwargs: Any) -> None:
        widget = TextBox(width=20, autocomplete="tel")
        widget.input_type = "tel"
        super().__init__(missing=missing, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """Return E.164, or raise with an example that Ofcom keeps for drama."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError("Enter a telephone number, like 01632 960 001 or 07700 900 982", code="invalid")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PostcodeField(TextField):
    """A British postcode; cleans to upper case with one space."""

    def __init__(self, *, missing: str = "Enter a postcode", **kwargs: Any) -> None:
        super().__init__(missing=missing, width=10, autocomplete="postal-code", **kwargs)

    def clean(self, value: Any) -> str:
        """Return `B97 4HJ` for `b974hj`; raise where the shape is not a postcode's."""
        text = re.sub(r"[^A-Z0-9]", "", super().clean(value).upper())
        if not text:
            return ""
        match = POSTCODE.match(text)
        if match is None:
            raise ValidationError("Enter a full UK postcode, like B97 4HJ", code="invalid")
        return f"{match.group(1)} {match.group(2)}"


class AddressField(LongTextField):
    """A postal address in one box, for those whom the address book does not know."""

    def __init__(self, *, missing: str = "Enter an address", **kwargs: Any) -> None:
        widget = LongText(rows=4, autocomplete="street-address")
        super().__init__(missing=missing, limit=500, widget=widget, **kwargs)


class NumberField(forms.IntegerField):
    """A whole number in a narrow text box (GOV.UK advises against `type=number`)."""

    def __init__(
        self, *, missing: str = "Enter a number", hint: str = "", width: int = 5, suffix: str = "", **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", TextBox(width=width, suffix=suffix, inputmode="numeric", spellcheck="false"))
        wrong = {"invalid": "Enter a whole number, like 12"}
        super().__init__(**_common(missing, hint, {"error_messages": wrong, **kwargs}))


class MoneyField(TextField):
    """An amount in pounds; cleans to whole pence as an int, or None."""

    def __init__(self, *, missing: str = "Enter an amount", **kwargs: Any) -> None:
        super().__init__(missing=missing, widget=TextBox(width=10, prefix="£", inputmode="decimal"), **kwargs)

    def clean(self, value: Any) -> Any:
        """`1,200.50` becomes 120050; three decimals or words are refused."""
        text = super().clean(value).replace(",", "").replace("£", "").strip()
        if not text:
            return None
        try:
            pence = Decimal(text) * 100
        except InvalidOperation:
            pence = Decimal("NaN")
        if not pence.is_finite() or pence < 0 or pence != pence.to_integral_value() or pence > 10**12:
            raise ValidationError("Enter an amount in pounds, like 12 or 12.50", code="invalid")
        return int(pence)

    def prepare_value(self, value: Any) -> Any:
        """Show stored pence as pounds."""
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value


class DateField(forms.MultiValueField):
    """Day, month and year in three boxes. `subject` begins the messages: "Date of birth must include a month"."""

    def __init__(
        self, *, missing: str = "", hint: str = "", subject: str = "Date", birthday: bool = False, **kwargs: Any
    ) -> None:
        self.subject = subject
        kwargs.setdefault("widget", DateParts(birthday=birthday))
        missing = missing or ("Enter a date" if subject == "Date" else f"Enter the {subject.lower()}")
        parts = [forms.CharField(required=False) for _ in DateParts.part_names]
        super().__init__(parts, require_all_fields=False, **_common(missing, hint, kwargs))

    def clean(self, value: Any) -> date | None:
        """Return the date; name the parts that are missing or say that no such day exists."""
        parts = [str(part).strip() if part is not None else "" for part in (value or ["", "", ""])]
        absent = [name for name, part in zip(("day", "month", "year"), parts, strict=False) if not part]
        if len(absent) == 3:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if absent:
            raise ValidationError(f"{self.subject} must include a {' and '.join(absent)}", code="incomplete")
        return self.compress(parts)

    def compress(self, parts: list[str]) -> date | None:
        """Build the date from three strings; months may be written as words."""
        if not any(parts):
            return None
        try:
            month = _month_number(parts[1])
            if len(parts[2]) != 4:
                raise ValidationError("Year must include 4 numbers", code="invalid")
            return date(int(parts[2]), month, int(parts[0]))
        except ValueError:
            raise ValidationError(f"{self.subject} must be a real date", code="invalid") from None

    def parts_in_error(self, bound: Any) -> list[int]:
        """Indexes of the boxes to mark: the empty ones, or all three where the date as a whole is wrong."""
        value = bound.value() or ["", "", ""]
        parts = value if isinstance(value, list) else ["x", "x", "x"]
        absent = [index for index, part in enumerate(parts[:3]) if not str(part or "").strip()]
        return absent if 0 < len(absent) < 3 else [0, 1, 2]


class UploadField(forms.FileField):
    """A file, or several with `multiple`; cleans to a file or a list. Type and viruses are the server's to check."""

    def __init__(
        self,
        *,
        missing: str = "Select a file",
        hint: str = "",
        accept: str = "",
        multiple: bool = False,
        largest: int = 10_000_000,
        **kwargs: Any,
    ) -> None:
        self.multiple = multiple
        self.largest = largest
        kwargs.setdefault("widget", FileUpload(accept=accept, multiple=multiple))
        messages = {"error_messages": {"empty": "The selected file is empty"}}
        super().__init__(**_common(missing, hint, {**messages, **kwargs}))

    def clean(self, data: Any, initial: Any = None) -> Any:
        """One cleaned file, or a list; each no larger than `largest` bytes."""
        if not self.multiple:
            return self._checked(super().clean(data, initial))
        files = [file for file in (data or []) if file]
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return [self._checked(super(UploadField, self).clean(file, None)) for file in files]

    def _checked(self, file: Any) -> Any:
        if file and file.size > self.largest:
            raise ValidationError(
                f"The selected file must be smaller than {self.largest // 1_000_000} MB", code="large"
            )
        return file


def _month_number(text: str) -> int:
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    lowered = text.lower()[:3]
    return names.index(lowered) + 1 if lowered in names else int(text)
