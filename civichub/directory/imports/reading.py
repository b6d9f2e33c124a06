"""Open Referral UK and HSDS 3.0 records as they come, read into documents. Pure; it judges nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from civichub.core.errors import Invalid
from civichub.directory.document import PLAIN, Document

LARGEST_FILE = 20_000_000
MOST_RECORDS = 5_000
_SAME = ("name", "description", "email", "website")


def records_in(content: bytes) -> list[Mapping[str, Any]]:
    """The services in a file: a list, one page of a feed (``contents``), ``{"services": […]}``, or a single service.

    Raises `Invalid` on ``file`` when it is not JSON, too large, or holds no service.
    """
    if len(content) > LARGEST_FILE:
        raise Invalid({"file": f"The file is larger than {LARGEST_FILE // 1_000_000} MB. Bring it in by parts."})
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid({"file": "This is not a JSON file in UTF-8."}) from error
    if isinstance(found, Mapping):
        found = found.get("contents") or found.get("services") or ([found] if "name" in found else [])
    rows = [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
    if not rows:
        raise Invalid({"file": "There are no services in it. It has to be Open Referral UK or HSDS 3.0."})
    if len(rows) > MOST_RECORDS:
        raise Invalid({"file": f"It holds more than {MOST_RECORDS:,} services. Bring it in by parts."})
    return rows


def document_from(record: Mapping[str, Any]) -> Document:
    """One service of a feed as a raw document, its nested parts under our names; `clean_document` judges it."""
    document: Document = {name: record.get(name) for name in PLAIN}
    document["fees_description"] = record.get("fees_description") or record.get("fees") or ""
    document["required_documents"] = _said(record.get("required_documents"), "document")
    document["organization"] = _organization(_part(record.get("organization")))
    document["schedules"] = _rows(record.get("schedules"))
    document["phones"] = _rows(record.get("phones"))
    document["contacts"] = [_contact(row) for row in _rows(record.get("contacts"))]
    document["cost_options"] = _rows(record.get("cost_options"))
    document["languages"] = _rows(record.get("languages"))
    document["service_areas"] = [
        {"id": row.get("id"), "name": row.get("name") or row.get("service_area"), "extent": _extent(row)}
        for row in _rows(record.get("service_areas"))
    ]
    document["locations"] = [_place(row) for row in _rows(record.get("service_at_locations"))]
    document["terms"] = [term for row in _rows(record.get("attributes")) if (term := _term(row))]
    return document


def _organization(row: Mapping[str, Any]) -> Document:
    identifiers = _rows(row.get("organization_identifiers"))
    known = identifiers[0] if identifiers else {}
    return {
        **{name: row.get(name) for name in ("id", *_SAME)},
        "phone": next((one.get("number") for one in _rows(row.get("phones"))), ""),
        "identifier_scheme": known.get("identifier_scheme") or known.get("identifier_type"),
        "identifier": known.get("identifier"),
    }


def _contact(row: Mapping[str, Any]) -> Document:
    number = next((one.get("number") for one in _rows(row.get("phones"))), "")
    return {**row, "phone": number}


def _place(row: Mapping[str, Any]) -> Document:
    location = dict(_part(row.get("location")))
    address = next(iter(_rows(location.get("addresses"))), {})
    location |= {name: address.get(name) for name in ("address_1", "city", "region", "postal_code", "country")}
    location["region"] = location["region"] or address.get("state_province")
    location["accessibility"] = _said(location.get("accessibility"), "description")
    if location.get("external_identifier_type") not in ("UPRN", "uprn"):
        location["external_identifier"] = ""
    return {"id": row.get("id"), "location": location, "schedules": _rows(row.get("schedules"))}


def _term(row: Mapping[str, Any]) -> Document | None:
    term = _part(row.get("taxonomy_term"))
    if not term.get("name"):
        return None
    listed = _part(term.get("taxonomy_detail")).get("name") or term.get("taxonomy") or ""
    return {"id": term.get("id"), "name": term["name"], "taxonomy": listed, "uri": term.get("term_uri")}


def _extent(row: Mapping[str, Any]) -> str:
    """A national area code; outlines as GeoJSON are too long to be one, and are left out."""
    extent = row.get("extent")
    return extent if isinstance(extent, str) and len(extent) <= 40 else ""


def _said(value: Any, name: str) -> str:
    """A list of mappings with text in them, or text, as lines."""
    if isinstance(value, str):
        return value
    return "\n".join(str(row.get(name) or "") for row in _rows(value)).strip()


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _part(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
