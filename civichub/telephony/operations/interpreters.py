"""The register of interpreters: whom advisors bring in, kept by whoever runs the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import operation, require
from civichub.core.text import clean_text
from civichub.customers.needs import language_code
from civichub.customers.normalising import parse_phone
from civichub.telephony import policies
from civichub.telephony.models import Interpreter, InterpreterKind

MOST_LANGUAGES = 300


@operation
def keep_interpreter(
    *,
    organisation: Any,
    name: str,
    kind: str,
    languages: Sequence[str],
    number: str,
    actor: Any,
    at: datetime,
    hours: str = "",
    cost_code: str = "",
    notes: str = "",
    is_active: bool = True,
    interpreter: Interpreter | None = None,
) -> Interpreter:
    """Enter an agency or a person, or change `interpreter`. `languages` are English names or ISO 639 codes.

    Raises `Invalid`, naming languages that are none; `Conflict` where the organisation has one of that name.
    """
    require(policies.may_set_up_lines(actor, organisation.pk))
    name = clean_text(name, field="name", max_length=120, required=True)
    if kind not in InterpreterKind.values:
        raise Invalid({"kind": "Choose an agency or a person."})
    found = parse_phone(number)
    if found is None:
        raise Invalid({"number": "Enter a telephone number in full, such as 01632 960 001."})
    others = Interpreter.objects.filter(organisation=organisation, name=name)
    if others.exclude(pk=interpreter.pk if interpreter else None).exists():
        raise Conflict(f"{name} is on the register already.")
    values = {
        "organisation": organisation, "name": name, "kind": kind, "languages": _codes(languages), "number": found.e164,
        "hours": clean_text(hours, field="hours", max_length=120),
        "cost_code": clean_text(cost_code, field="cost_code", max_length=40),
        "notes": clean_text(notes, field="notes", max_length=300), "is_active": is_active,
    }  # fmt: skip
    kept, made = Interpreter.objects.update_or_create(pk=interpreter.pk if interpreter else None, defaults=values)
    audit("interpreter.entered" if made else "interpreter.changed", kept, actor=actor, at=at, is_active=is_active)
    return kept


def _codes(languages: Sequence[str]) -> list[str]:
    asked = list(dict.fromkeys(filter(None, (words.strip() for words in languages))))
    codes = {words: language_code(words) for words in asked}
    if unknown := [words for words, code in codes.items() if not code]:
        raise Invalid({"languages": f"We know no language called {', '.join(unknown)}. Write its English name."})
    if not codes or len(codes) > MOST_LANGUAGES:
        raise Invalid({"languages": f"Enter 1 to {MOST_LANGUAGES} languages."})
    return list(dict.fromkeys(codes.values()))
