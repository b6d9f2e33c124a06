"""The fields of a service as people and files give them: each is read, cleaned, and refused with the fix in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from civichub.catalogue.states import (
    ALIAS_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Audience,
    Sensitivity,
    ServiceClass,
    ServiceStatus,
)
from civichub.core.definitions.problems import did_you_mean
from civichub.core.errors import Invalid
from civichub.core.text import clean_text

MOST_ALIASES = 60
DESCRIPTION_LENGTH = 20_000
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEY = re.compile(r"[a-z0-9_][a-z0-9_./-]*")
_YES = frozenset({"yes", "y", "true", "1", "on"})
_NO = frozenset({"no", "n", "false", "0", "off"})
_STATUS_WORDS = {
    **dict.fromkeys(("live", "active", "current"), ServiceStatus.LIVE.value),
    **dict.fromkeys(("draft", "proposed", "planned", "pending"), ServiceStatus.DRAFT.value),
    **dict.fromkeys(
        ("retired", "discontinued", "inactive", "defunct", "superseded", "deprecated", "withdrawn", "closed"),
        ServiceStatus.RETIRED.value,
    ),
}


def clean_fields(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The known fields of `given` fit to store, and the problems by field, each a sentence with the fix.

    Values may be text (as in a file) or already typed (as in YAML or code). An unknown field is a problem too.
    """
    cleaned: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in given.items():
        reader = FIELDS.get(name)
        if reader is None:
            problems[name] = f"There is no field {name}; {did_you_mean(name, FIELDS)}"
            continue
        try:
            cleaned[name] = reader(name, value)
        except Invalid as error:
            problems[name] = error.errors.get(name, error.message)
    return cleaned, problems


def _refuse(name: str, sentence: str) -> Invalid:
    return Invalid({name: sentence})


def _text(value: Any) -> str:
    return "" if value is None else str(value)


@dataclass(frozen=True)
class _Words:
    most: int
    lines: bool = False
    required: bool = False

    def __call__(self, name: str, value: Any) -> str:
        text = _text(value)
        if text.startswith(("=", "@", "\t", "\r")):
            raise _refuse(name, f"This begins with {text[0]!r}, like a spreadsheet formula. Write it as plain words.")
        return clean_text(text, field=name, max_length=self.most, required=self.required, lines=self.lines)


@dataclass(frozen=True)
class _Choice:
    choices: Any
    extra: Mapping[str, str]

    def __call__(self, name: str, value: Any) -> str:
        text = _text(value).strip().casefold()
        known = {**self.extra, **{label.casefold(): choice for choice, label in self.choices.choices}}
        known.update({choice: choice for choice in self.choices.values})
        if text not in known:
            raise _refuse(name, f"Write one of: {', '.join(self.choices.values)}.")
        return known[text]


def _slug(name: str, value: Any) -> str:
    text = _text(value).strip()
    if not _SLUG.fullmatch(text) or len(text) > 140:
        raise _refuse(name, "Use small letters, digits and single hyphens, like missed-bin.")
    return text


def _key(name: str, value: Any) -> str:
    text = _text(value).strip()
    if text and (not _KEY.fullmatch(text) or len(text) > 80):
        raise _refuse(name, "Use the key of a form or procedure: small letters, digits, hyphens, full stops.")
    return text


def _lgsl(name: str, value: Any) -> int | None:
    text = _text(value).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) < 1_000_000 or len(text) > 9:
        raise _refuse(name, "Write the number from the Local Government Services List, like 557, in digits alone.")
    return int(text)


def _truth(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value).strip().casefold()
    if text in _YES or text in _NO:
        return text in _YES
    raise _refuse(name, "Write yes or no.")


def _aliases(name: str, value: Any) -> list[str]:
    parts: Collection[Any] = value if isinstance(value, list | tuple) else re.split(r"[;\n]", _text(value))
    words = _Words(ALIAS_LENGTH)
    cleaned = [words(name, part) for part in parts]
    unique = list(dict.fromkeys(part for part in cleaned if part))
    if len(unique) > MOST_ALIASES:
        raise _refuse(name, f"Keep the {MOST_ALIASES} that people really say; there are {len(unique)}.")
    return unique


FIELDS: dict[str, Callable[[str, Any], Any]] = {
    "title": _Words(TITLE_LENGTH, required=True),
    "slug": _slug,
    "lgsl_id": _lgsl,
    "summary": _Words(SUMMARY_LENGTH),
    "description": _Words(DESCRIPTION_LENGTH, lines=True),
    "service_class": _Choice(ServiceClass, {}),
    "once_and_done": _truth,
    "right_first_time": _truth,
    "status": _Choice(ServiceStatus, _STATUS_WORDS),
    "sensitivity": _Choice(Sensitivity, {}),
    "audience": _Choice(Audience, {}),
    "aliases": _aliases,
    "form_key": _key,
    "procedure_key": _key,
    "avoidable_hints": _Words(5_000, lines=True),
    "history_note": _Words(DESCRIPTION_LENGTH, lines=True),
}
