"""Reads of the register of interpreters."""

from __future__ import annotations

from typing import Any

from civichub.core.errors import NotFound
from civichub.customers.needs import language_name
from civichub.telephony.models import Call, Interpreter


def interpreters_for(user: Any, call: Call) -> list[tuple[str, list[tuple[str, str]]]]:
    """For the call in hand: each language with those of its organisation who speak it, as a form names them (their key
    and the language) and in words."""
    by_language: dict[str, list[tuple[str, str]]] = {}
    for one in Interpreter.objects.visible_to(user).filter(organisation=call.organisation_id, is_active=True):
        words = ", ".join(filter(None, (one.name, one.hours)))
        for code in one.languages:
            by_language.setdefault(language_name(code), []).append((f"{one.pk}:{code}", words))
    return sorted(by_language.items())


def interpreter_for(user: Any, call: Call, chosen: str) -> tuple[Interpreter | None, str]:
    """One of them and the language, as a form names them; nobody for an empty name. Raises `NotFound`."""
    pk, _, language = chosen.partition(":")
    if not pk:
        return None, ""
    known = Interpreter.objects.visible_to(user).filter(organisation=call.organisation_id)
    found = known.filter(pk=int(pk)).first() if pk.isdigit() and len(pk) < 18 else None
    if found is None:
        raise NotFound()
    return found, language


def interpreters_kept_by(user: Any) -> list[tuple[Interpreter, str]]:
    """The register of the organisations whose day this person runs, with the languages in words."""
    found = Interpreter.objects.kept_by(user).select_related("organisation")
    return [(one, ", ".join(map(language_name, one.languages))) for one in found]


def interpreter_kept_by(user: Any, pk: int) -> Interpreter:
    """One of those. Raises `NotFound`."""
    found = Interpreter.objects.kept_by(user).select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
