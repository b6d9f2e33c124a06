"""Form components: the error summary, the fields of a form, filters and bulk selection."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape as escape_text
from typing import Any

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString, mark_safe

from civichub.web.ui.components import ChosenFilter
from civichub.web.ui.tags.library import block_component, component, page_component, register


@component("ui/components/error_summary.html")
def ui_error_summary(*forms: BaseForm | BaseFormSet | None) -> dict[str, Any]:
    """ "There is a problem": every error of the forms as a link to its first control. The layouts print it for `form`.

    An error of no field in particular leads to the first field.
    """
    return {"errors": [error for form in forms if form is not None for error in _errors_of(form)]}


@component("ui/components/form.html")
def ui_form(form: BaseForm, heading: bool = False) -> dict[str, Any]:
    """The form's hidden fields and questions. With `heading` and one question, its label is the page's h1."""
    asked = form.asked_fields() if hasattr(form, "asked_fields") else form.visible_fields()
    return {"hidden": form.hidden_fields(), "asked": asked, "heading": heading and len(asked) == 1}


@component("ui/components/field.html")
def ui_field(field: Any, heading: bool = False, quiet: bool = False) -> dict[str, Any]:
    """One question of a form; `quiet` takes the weight off its label."""
    return {"field": field, "heading": heading, "quiet": quiet}


@register.simple_tag
def ui_options(pairs: Iterable[tuple[Any, str]], chosen: Collection[Any] = ()) -> SafeString:
    """The options of a select from pairs of value and words; made here, because a list of services has hundreds."""
    return mark_safe("".join(_option(str(value), words, value in chosen) for value, words in pairs))


def _option(value: str, words: str, is_chosen: bool) -> str:
    selected = " selected" if is_chosen else ""
    return f'<option value="{escape_text(value)}"{selected}>{escape_text(words)}</option>'


@block_component("ui/components/filter_panel.html")
def ui_filter_panel(
    context: Any, content: str, chosen: Sequence[ChosenFilter] = (), title: str = "Filter", clear_url: str = ""
) -> dict[str, Any]:
    """A panel whose content is fields; it sends them by GET to the page itself and lists what is chosen above."""
    return {
        "chosen": chosen,
        "title": title,
        "clear_url": clear_url or "?",
        "opened": bool(context.get("filters_open")),
    }


@block_component("ui/components/bulk_form.html")
def ui_bulk_form(context: Any, content: str, action: str = "", noun: str = "case") -> dict[str, Any]:
    """A form around a table with `{% ui_select_row %}` boxes; the buttons go into `{% ui_bulk_actions %}` inside it."""
    return {"action": action, "noun": noun, "csrf_token": context.get("csrf_token")}


@block_component("ui/components/bulk_actions.html")
def ui_bulk_actions(context: Any, content: str, noun: str = "case") -> dict[str, Any]:
    """The bar over a bulk table: how many are chosen, and what to do with them."""
    return {"noun": noun}


@component("ui/components/select_row.html")
def ui_select_row(value: Any, label: str, name: str = "selected", checked: bool = False) -> dict[str, Any]:
    """The checkbox in a row; `label` names the row for screen readers ("case 7KM-4PQ-XT9")."""
    return {"value": value, "label": label, "name": name, "checked": checked}


@page_component("ui/components/confirm_form.html")
def ui_confirm_form(context: dict[str, Any], button: str, cancel_url: str, warning: bool = False) -> dict[str, Any]:
    """The form of a page that asks before it does something: one button and a way back."""
    return {"button": button, "cancel_url": cancel_url, "warning": warning, "csrf_token": context.get("csrf_token")}


def _errors_of(form: BaseForm | BaseFormSet) -> Iterator[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        for error in form.non_form_errors() if form.is_bound else ():
            yield {"text": error, "target": "main-content"}
        for one in form.forms:
            yield from _errors_of(one)
        return
    if not form.is_bound:
        return
    first = next(iter(form.visible_fields()), None)
    for error in form.non_field_errors():
        yield {"text": error, "target": getattr(first, "error_target", "") or "main-content"}
    for field in form:
        if field.errors:
            yield {"text": field.errors[0], "target": getattr(field, "error_target", field.id_for_label)}
