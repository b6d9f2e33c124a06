"""The register of interpreters of one's organisations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.customers.needs import language_name
from civichub.telephony.interpreters import interpreter_kept_by
from civichub.telephony.models import Interpreter, InterpreterKind
from civichub.telephony.operations import keep_interpreter
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.forms import HubForm, LongTextField, OneChoiceField, SelectBox, TextField, YesNoField
from civichub.web.ui.words import phone_words

RUNS = "work.supervise"


class InterpreterForm(HubForm):
    """An agency or a person."""

    name = TextField(label="Name", max_length=120, missing="Enter the name")
    kind = OneChoiceField(label="What are they?", choices=InterpreterKind.choices, inline=True)
    languages = LongTextField(
        label="Languages", limit=3000, rows=5, missing="Enter at least one language",
        hint="Their English names, one a line",
    )  # fmt: skip
    number = TextField(label="Number to ring", max_length=30, missing="Enter the number", width=20)
    hours = TextField(label="When they answer", max_length=120, required=False, hint="At any hour, or weekdays 9 to 5")
    cost_code = TextField(label="Cost code", max_length=40, required=False, width=20, hint="Said to the agency")
    notes = TextField(
        label="What else to know", max_length=300, required=False, hint="An access code, what to say first"
    )
    is_active = YesNoField(label="In use?")

    def __init__(self, *args: Any, organisations: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["organisation"] = OneChoiceField(
                label="Whose advisors ring them?", choices=choices_of(organisations), widget=SelectBox(),
                missing="Select an organisation",
            )  # fmt: skip
            self.order_fields(["organisation"])


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new one."""
    return _page(request, None)


@staff(RUNS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one."""
    return _page(request, interpreter_kept_by(request.user, pk))


def _page(request: HttpRequest, interpreter: Interpreter | None) -> HttpResponse:
    organisations = organisations_with(request, RUNS)
    begin = {"kind": InterpreterKind.AGENCY, "is_active": "yes"} if interpreter is None else _as_asked(interpreter)
    form = InterpreterForm(request.POST or None, organisations=organisations, is_new=interpreter is None, initial=begin)
    title = str(interpreter or "A new interpreter")
    page = FormPage(title, reverse("phone-set-up"), "Advisors find them under Ask somebody in.")

    def act(answers: dict[str, Any]) -> None:
        asked = answers.pop("organisation", None)
        organisation = interpreter.organisation if interpreter else one_of(organisations, int(asked))
        languages = answers.pop("languages").replace(",", "\n").splitlines()
        by = {"actor": request.user, "at": timezone.now()}
        keep_interpreter(organisation=organisation, interpreter=interpreter, languages=languages, **answers, **by)

    return ask_and_do(request, form, page, act)


def _as_asked(interpreter: Interpreter) -> dict[str, Any]:
    plain = ("name", "kind", "hours", "cost_code", "notes")
    return {
        **{field: getattr(interpreter, field) for field in plain},
        "number": phone_words(interpreter.number),
        "languages": "\n".join(map(language_name, interpreter.languages)),
        "is_active": "yes" if interpreter.is_active else "no",
    }
