"""One service of the directory as plain data: read from anywhere, cleaned, compared, and stored or shown.

The names are those of HSDS 3.0. Lists hold mappings, each with an ``id`` (a UUID as text) that stays as long as what it
names stays the same, so that whoever reads our data finds the same schedule again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from civichub.core.errors import Invalid
from civichub.directory.document_values import (
    as_address,
    as_amount,
    as_choice,
    as_day,
    as_degrees,
    as_email,
    as_interval,
    as_month_days,
    as_rule_days,
    as_text,
    as_time,
    as_whole,
)
from civichub.directory.schedules import in_words
from civichub.directory.states import ServiceStatus

Document = dict[str, Any]
Reader = Callable[[Any, str], Any]
MOST_ROWS = 60

_LINE, _WORDS, _LONG = as_text(200), as_text(4_000, lines=True), as_text(20_000, lines=True)

ORGANIZATION: dict[str, Reader] = {
    "id": as_text(36), "name": _LINE, "description": _LONG, "email": as_email, "website": as_address, "phone": _LINE,
    "identifier_scheme": _LINE, "identifier": _LINE,
}  # fmt: skip
LOCATION: dict[str, Reader] = {
    "id": as_text(36), "name": _LINE, "description": _WORDS,
    "location_type": as_choice("physical", "postal", "virtual"), "address_1": _LINE, "city": _LINE, "region": _LINE,
    "postal_code": _LINE, "country": as_text(2), "external_identifier": as_text(12), "latitude": as_degrees(90),
    "longitude": as_degrees(180), "accessibility": _WORDS,
}  # fmt: skip
SCHEDULE: dict[str, Reader] = {
    "freq": as_choice("", "WEEKLY", "MONTHLY"), "interval": as_interval, "byday": as_rule_days,
    "bymonthday": as_month_days, "dtstart": as_day, "until": as_day, "valid_from": as_day, "valid_to": as_day,
    "opens_at": as_time, "closes_at": as_time, "description": _WORDS, "attending_type": _LINE,
}  # fmt: skip
COST: dict[str, Reader] = {
    "option": _LINE, "amount": as_amount, "amount_description": _LINE, "valid_from": as_day, "valid_to": as_day,
}  # fmt: skip
LISTS: dict[str, dict[str, Reader]] = {
    "schedules": SCHEDULE,
    "contacts": {"name": _LINE, "title": _LINE, "email": as_email, "phone": as_text(30)},
    "phones": {"number": as_text(30), "description": _LINE},
    "cost_options": COST,
    "languages": {"code": as_text(10), "name": as_text(80)},
    "service_areas": {"name": _LINE, "extent": as_text(40)},
    "terms": {"id": as_text(36), "name": _LINE, "taxonomy": _LINE, "uri": as_address},
}
PLAIN: dict[str, Reader] = {
    "name": _LINE, "alternate_name": _LINE, "description": _LONG, "url": as_address, "email": as_email,
    "status": as_choice(*ServiceStatus.values), "alert": _WORDS, "eligibility_description": _WORDS,
    "minimum_age": as_whole, "maximum_age": as_whole, "application_process": _WORDS, "fees_description": _WORDS,
    "required_documents": _WORDS, "interpretation_services": _WORDS, "accreditations": _WORDS,
}  # fmt: skip
_SAME_PLACE = ("name", "address_1", "city", "postal_code", "latitude", "longitude")
LABELS = {
    "name": "Name", "alternate_name": "Also called", "description": "What it is", "url": "Web page", "email": "Email",
    "status": "Status", "alert": "Notice", "eligibility_description": "Who it is for", "minimum_age": "Youngest age",
    "maximum_age": "Oldest age", "application_process": "How to get it", "fees_description": "Cost in words",
    "required_documents": "What to bring", "interpretation_services": "Interpreting",
    "accreditations": "Accreditations", "organization": "Organisation", "locations": "Where", "schedules": "When",
    "contacts": "Contacts", "phones": "Telephone", "cost_options": "Costs", "languages": "Languages",
    "service_areas": "Areas served", "terms": "Kinds of help",
}  # fmt: skip
_NAMESPACE = uuid.UUID("7b1f6a86-9c1d-4f1e-9d53-3b0a5a1d6c41")


def clean_document(raw: Mapping[str, Any], *, key: str = "") -> Document:
    """The document fit to store. `key` (the service's own UUID) makes the ids of rows that come without one.

    Raises `Invalid` naming the fields. Unknown names are left out: a neighbour's record may hold more than ours.
    """
    errors: dict[str, str] = {}
    found: Document = _fields(raw, PLAIN, "", errors)
    found["status"] = found["status"] or ServiceStatus.ACTIVE.value
    found["organization"] = _fields(_mapping(raw.get("organization")), ORGANIZATION, "organization.", errors)
    for name, readers in LISTS.items():
        found[name] = _rows(raw.get(name), readers, name, errors, key)
    found["locations"] = _locations(raw.get("locations"), errors, key)
    _judge(found, errors)
    if errors:
        raise Invalid(errors)
    return found


def _locations(value: Any, errors: dict[str, str], key: str) -> list[Document]:
    kept = []
    for number, row in enumerate(_listed(value, "locations", errors)):
        prefix = f"locations.{number}."
        location = _fields(_mapping(row.get("location")), LOCATION, prefix, errors)
        location["location_type"] = location["location_type"] or "physical"
        location["country"] = location["country"] or "GB"
        location["withheld"] = bool(_mapping(row.get("location")).get("withheld"))
        if not location["id"]:
            location["id"] = _made_id("location", {name: location[name] for name in _SAME_PLACE})
        schedules = _rows(row.get("schedules"), SCHEDULE, f"{prefix}schedules", errors, key + location["id"])
        made = row.get("id") or _made_id(key + "at", {"location": location["id"]})
        kept.append({"id": _known_id(made, prefix, errors), "location": location, "schedules": schedules})
    return kept


def _rows(value: Any, readers: Mapping[str, Reader], name: str, errors: dict[str, str], key: str) -> list[Document]:
    rows = []
    for number, row in enumerate(_listed(value, name, errors)):
        clean = _fields(row, readers, f"{name}.{number}.", errors)
        if not any(value for field, value in clean.items() if field not in ("id", "interval")):
            continue
        given = clean.get("id") or row.get("id") or ""
        clean["id"] = _known_id(given, name, errors) if given else _made_id(key + name, clean)
        rows.append(clean)
    return rows


def _fields(raw: Mapping[str, Any], readers: Mapping[str, Reader], prefix: str, errors: dict[str, str]) -> Document:
    clean: Document = {}
    for name, read in readers.items():
        try:
            clean[name] = read(raw.get(name), name)
        except Invalid as problem:
            clean[name] = None
            errors[prefix + name] = problem.message
    if clean.get("id"):
        clean["id"] = _known_id(clean["id"], prefix, errors)
    return clean


def _known_id(value: Any, prefix: str, errors: dict[str, str]) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        errors[f"{prefix}id"] = "An id has to be a UUID."
        return ""


def _made_id(kind: str, content: Mapping[str, Any]) -> str:
    said = json.dumps({name: value for name, value in content.items() if name != "id"}, sort_keys=True, default=str)
    return str(uuid.uuid5(_NAMESPACE, f"{kind} {said}"))


def _listed(value: Any, name: str, errors: dict[str, str]) -> list[Mapping[str, Any]]:
    rows = value if isinstance(value, list | tuple) else []
    if len(rows) > MOST_ROWS:
        errors[name] = f"At most {MOST_ROWS} of these can be kept."
    return [row for row in rows[:MOST_ROWS] if isinstance(row, Mapping)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _judge(found: Document, errors: dict[str, str]) -> None:
    """What no single field can tell."""
    if not found["name"]:
        errors.setdefault("name", "Enter the name of the service.")
    if not found["organization"]["name"] and not found["organization"]["id"]:
        errors.setdefault("organization", "Enter which organisation offers it.")
    low, high = found["minimum_age"], found["maximum_age"]
    if low is not None and high is not None and low > high:
        errors.setdefault("maximum_age", "The oldest age is below the youngest.")
    for row in found["terms"]:
        if not row["name"]:
            errors.setdefault("terms", "A kind of help has no name.")


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, both sides in words, a line each."""

    field: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """The fields that differ between two documents, in the order of the record."""
    changes = []
    for field, label in LABELS.items():
        if plain(before, field) != plain(after, field):
            changes.append(FieldChange(field, label, tuple(said(before, field)), tuple(said(after, field))))
    return changes


def plain(document: Mapping[str, Any], field: str) -> Any:
    """A field without the ids in it, to compare with another's."""
    return _without_ids(document.get(field))


def _without_ids(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_ids(one) for name, one in value.items() if name != "id" and one not in (None, "", [])}
    if isinstance(value, list | tuple):
        return sorted((_without_ids(one) for one in value), key=repr)
    return value if value not in (None, "") else None


def said(document: Mapping[str, Any], field: str) -> list[str]:
    """A field in words, a line each; empty where there is nothing."""
    value = document.get(field)
    if value in (None, "", [], {}):
        return []
    if field == "status":
        return [ServiceStatus(value).label]
    if field == "organization":
        return [value.get("name") or ""]
    if field == "schedules":
        return [in_words(one) for one in value]
    if field == "locations":
        return [_location_words(one) for one in value]
    if isinstance(value, list):
        told = [name for name in LISTS[field] if name not in ("id", "uri", "taxonomy")]
        return [", ".join(str(one[name]) for name in told if one.get(name)) for one in value]
    return str(value).splitlines()


def _location_words(row: Mapping[str, Any]) -> str:
    place = row["location"]
    where = ["address withheld"] if place.get("withheld") else [place.get("address_1"), place.get("city"),
                                                                place.get("postal_code")]  # fmt: skip
    when = "; ".join(in_words(one) for one in row.get("schedules", ()))
    said = ", ".join(filter(None, [place.get("name"), *where]))
    return f"{said} ({when})" if when else said
