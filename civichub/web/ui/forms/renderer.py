"""Django's form fields as GOV.UK markup: the renderer, and the bound field that its templates read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),  # before the radio buttons, which Django makes its parent
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.MultiWidget, "parts"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file-upload"),
)
_OWN_ERROR_CLASS = {"input", "select", "textarea", "file-upload"}
_CONTROL_CLASSES = {
    "radios": "govuk-radios__input",
    "checkboxes": "govuk-checkboxes__input",
    "checkbox": "govuk-checkboxes__input",
    "parts": "",
}


@dataclass(frozen=True)
class Option:
    """One radio button or checkbox, with the questions it reveals when it is chosen."""

    name: str
    value: str
    label: str
    id: str
    checked: bool
    disabled: bool
    hint: str
    divider: str
    exclusive: bool
    revealed: "list[HubBoundField]"

    @property
    def hint_id(self) -> str:
        """The id of the option's hint, for `aria-describedby`."""
        return f"{self.id}-hint"


class HubBoundField(BoundField):
    """A field of a form, able to say what its template needs: kind, ids, options and what they reveal."""

    @property
    def kind(self) -> str:
        """`input`, `textarea`, `select`, `file-upload`, `checkbox`, `radios`, `checkboxes` or `parts`."""
        widget = self.field.widget
        return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "input")

    @property
    def hint_id(self) -> str:
        """The id that `aria-describedby` uses for the hint."""
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        """The id that `aria-describedby` uses for the error message."""
        return f"{self.auto_id}-error"

    @property
    def count_id(self) -> str:
        """The id of the character count's text, which GOV.UK's script looks for by this name."""
        return f"{self.auto_id}-info"

    @property
    def aria_describedby(self) -> str | None:
        """Ids of the hint, the count and the error: only those that the templates really print."""
        if not self.auto_id or self.is_hidden or self.field.widget.attrs.get("aria-describedby"):
            return None
        found = [
            self.count_id if self.count_limit else "",
            self.hint_id if self.help_text else "",
            self.error_id if self.errors else "",
        ]
        return " ".join(filter(None, found)) or None

    @property
    def count_limit(self) -> int | None:
        """The most characters allowed, where the control counts them."""
        return getattr(self.field.widget, "count_limit", None)

    @property
    def error_target(self) -> str:
        """The id of the first control, or of the first part in error: where the error summary's link leads."""
        if self.kind == "parts":
            wrong = getattr(self.field, "parts_in_error", None)
            return f"{self.auto_id}_{min(wrong(self)) if wrong else 0}"
        return f"{self.auto_id}_0" if self.kind in {"radios", "checkboxes"} else self.auto_id

    @property
    def options(self) -> list[Option]:
        """The radio buttons or checkboxes, with hints, dividers and revealed questions from the widget."""
        return list(self._options())

    @property
    def inline(self) -> bool:
        """Whether the options stand in one line (two short answers, such as yes and no)."""
        return bool(getattr(self.field.widget, "inline", False))

    @property
    def prefix(self) -> str:
        """What stands before the box, such as `£`."""
        return getattr(self.field.widget, "prefix", "")

    @property
    def suffix(self) -> str:
        """What stands after the box, such as `metres`."""
        return getattr(self.field.widget, "suffix", "")

    def build_widget_attrs(self, attrs: Mapping[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add GOV.UK's classes and drop HTML5 validation, which hides errors from the summary."""
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        built.pop("aria-invalid", None)
        control = widget or self.field.widget
        if "placeholder" in control.attrs:
            built["placeholder"] = False  # the label says it, and stays when somebody types
        kind = self.kind
        own = _CONTROL_CLASSES.get(kind, f"govuk-{kind}")
        wrong = f"govuk-{kind}--error" if self.errors and kind in _OWN_ERROR_CLASS else ""
        counted = "govuk-js-character-count" if self.count_limit else ""
        classes = " ".join(filter(None, [own, wrong, counted, control.attrs.get("class", "")]))
        if classes:
            built["class"] = classes
        if kind == "parts" and self.errors and hasattr(self.field, "parts_in_error"):
            built["data-wrong-parts"] = " ".join(str(index) for index in self.field.parts_in_error(self))
        return built

    def _options(self) -> Iterator[Option]:
        widget = self.field.widget
        for bound in self.subwidgets:
            data = bound.data
            value = "" if data["value"] is None else str(data["value"])
            yield Option(
                name=data["name"],
                value=value,
                label=data["label"],
                id=data["attrs"].get("id", ""),
                checked=bool(data["selected"]),
                disabled=bool(data["attrs"].get("disabled")),
                hint=getattr(widget, "hints", {}).get(value, ""),
                divider="or" if getattr(widget, "divider_before", None) == value else "",
                exclusive=getattr(widget, "exclusive", None) == value,
                revealed=[self.form[name] for name in getattr(widget, "reveals", {}).get(value, ())],
            )


class HubRenderer(TemplatesSetting):
    """Set as `FORM_RENDERER`: every form of the hub, allauth's too, comes out as GOV.UK markup."""

    bound_field_class = HubBoundField
    field_template_name = "govuk/field.html"
    form_template_name = "govuk/form.html"
