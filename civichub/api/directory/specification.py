"""These endpoints in OpenAPI 3, made of what they really give; it names the published profile they follow."""

from __future__ import annotations

from typing import Any

VERSION = "HSDS-UK-3.0"
PROFILE = "https://open-referral-uk-profile.readthedocs.io/en/latest/"
Json = dict[str, Any]

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
# Field -> format, type, the name of another schema, or [name] for a list of it; a star marks what is always there.
SCHEMAS: dict[str, dict[str, str]] = {
    "organization": {
        "id*": "uuid", "name*": "", "description*": "", "email": "email", "website": "uri",
        "organization_identifiers": "[organization_identifier]",
    },
    "organization_identifier": {
        "id*": "uuid", "organization_id": "uuid", "identifier_scheme": "", "identifier_type*": "", "identifier*": "",
    },
    "service": {
        "id*": "uuid", "organization_id": "uuid", "name*": "", "alternate_name": "", "description": "", "url": "uri",
        "email": "email", "status*": "status", "alert": "", "eligibility_description": "", "minimum_age": "number",
        "maximum_age": "number", "application_process": "", "fees": "", "fees_description": "",
        "interpretation_services": "", "accreditations": "", "assured_date": "date", "assurer_email": "email",
        "last_modified": "date-time", "organization": "organization", "schedules": "[schedule]",
        "service_areas": "[service_area]", "service_at_locations": "[service_at_location]", "languages": "[language]",
        "cost_options": "[cost_option]", "contacts": "[contact]", "phones": "[phone]", "attributes": "[attribute]",
        "required_documents": "[required_document]", "funding": "[funding]",
    },
    "service_at_location": {
        "id*": "uuid", "service_id": "uuid", "location_id": "uuid", "location": "location", "service": "service",
        "schedules": "[schedule]",
    },
    "location": {
        "id*": "uuid", "location_type*": "location_type", "name": "", "description": "", "latitude": "number",
        "longitude": "number", "external_identifier": "", "external_identifier_type": "", "addresses": "[address]",
        "accessibility": "[accessibility]",
    },
    "address": {
        "id*": "uuid", "location_id": "uuid", "address_1*": "", "city*": "", "region": "", "state_province*": "",
        "postal_code*": "", "country*": "", "address_type*": "location_type",
    },
    "accessibility": {"id*": "uuid", "location_id": "uuid", "description": "", "accessibility": ""},
    "schedule": {
        "id*": "uuid", "service_id": "uuid", "service_at_location_id": "uuid", "freq": "freq", "interval": "number",
        "byday": "", "bymonthday": "", "dtstart": "date", "until": "date", "valid_from": "date", "valid_to": "date",
        "opens_at": "", "closes_at": "", "description": "", "attending_type": "",
    },
    "contact": {
        "id*": "uuid", "service_id": "uuid", "name": "", "title": "", "email": "email", "phones": "[phone]",
    },
    "phone": {"id*": "uuid", "service_id": "uuid", "contact_id": "uuid", "number*": "", "description": ""},
    "language": {"id*": "uuid", "service_id": "uuid", "code": "", "name": ""},
    "cost_option": {
        "id*": "uuid", "service_id": "uuid", "valid_from": "date", "valid_to": "date", "option": "",
        "amount": "number", "amount_description": "", "currency": "",
    },
    "service_area": {
        "id*": "uuid", "service_id": "uuid", "name": "", "service_area": "", "extent": "", "extent_type": "",
    },
    "required_document": {"id*": "uuid", "service_id": "uuid", "document": ""},
    "funding": {"id*": "uuid", "service_id": "uuid", "source": ""},
    "attribute": {
        "id*": "uuid", "link_id": "uuid", "link_type": "", "link_entity": "", "taxonomy_term_id": "uuid",
        "taxonomy_term": "taxonomy_term",
    },
    "taxonomy": {
        "id*": "uuid", "name*": "", "description*": "", "uri": "uri", "version": "",
        "taxonomy_terms": "[taxonomy_term]",
    },
    "taxonomy_term": {
        "id*": "uuid", "name*": "", "description*": "", "parent_id": "uuid", "taxonomy": "", "taxonomy_id": "uuid",
        "term_uri": "uri", "term": "",
    },
}  # fmt: skip
ENUMS = {"status": STATUSES, "location_type": ("physical", "postal", "virtual"), "freq": ("WEEKLY", "MONTHLY")}
_PAGE = {
    "total_items": "integer", "total_pages": "integer", "page_number": "integer", "size": "integer",
    "first_page": "boolean", "last_page": "boolean", "empty": "boolean",
}  # fmt: skip
_PAGING = {
    "page": ("integer", "The number of the page, from 1."),
    "per_page": ("integer", "How many on a page: 20 unless given, at most 100."),
}
_FILTERS = {
    "search": ("string", "All of these words, in the name, description, organisation or kind."),
    "taxonomy_term_id": ("string", "With this kind."),
    "taxonomy_id": ("string", "With any kind of this list."),
    "minimum_age": ("number", "With a minimum age of at least this."),
    "maximum_age": ("number", "With a maximum age of at most this."),
    "start_time": ("string", "Beginning at this time of the day or later, like 10:30."),
    "end_time": ("string", "Ending at this time of the day or earlier."),
    "day": ("string", "On this day of the week, MO to SU or by its English name."),
}
_PLACE = {
    "postcode": ("string", "For people at this postcode: services that serve only other areas are left out."),
    "proximity": ("number", "Within so many metres of the middle of the postcode."),
}
# Address -> its schema, its parameters; in braces: one record.
PATHS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "/services": ("service", {**_FILTERS, **_PAGING}),
    "/services/{id}": ("service", {}),
    "/service_at_locations": ("service_at_location", {**_FILTERS, **_PLACE, **_PAGING}),
    "/service_at_locations/{id}": ("service_at_location", {}),
    "/taxonomies": ("taxonomy", _PAGING),
    "/taxonomies/{id}": ("taxonomy", {}),
    "/taxonomy_terms": ("taxonomy_term", _PAGING),
    "/taxonomy_terms/{id}": ("taxonomy_term", {}),
}


def specification(server: str) -> Json:
    """The whole description; `server` is the address before the paths."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Community directory",
            "version": "3.0",
            "description": f"Open Referral UK 3.0 ({PROFILE}). Open to all, without a key. Filters add up.",
            "license": {"name": "Open Government Licence v3.0",
                        "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
        },
        "servers": [{"url": server}],
        "paths": {"/": _about(), **{path: _path(path, *told) for path, told in PATHS.items()}},
        "components": {"schemas": {**{name: _schema(fields) for name, fields in SCHEMAS.items()}, "Page": _page()}},
    }  # fmt: skip


def _schema(fields: dict[str, str]) -> Json:
    required = [name.rstrip("*") for name in fields if name.endswith("*")]
    return {
        "type": "object",
        "required": required,
        "properties": {name.rstrip("*"): _field(kind) for name, kind in fields.items()},
    }


def _field(kind: str) -> Json:
    if kind in ENUMS:
        return {"type": "string", "enum": list(ENUMS[kind])}
    if kind.startswith("["):
        return {"type": "array", "items": _field(kind.strip("[]"))}
    if kind in SCHEMAS:
        return {"$ref": f"#/components/schemas/{kind}"}
    if kind == "number":
        return {"type": "number"}
    return {"type": "string", "format": kind} if kind else {"type": "string"}


def _page() -> Json:
    return {"type": "object", "required": list(_PAGE), "properties": {n: {"type": kind} for n, kind in _PAGE.items()}}


def _about() -> Json:
    fields = {"version": {"type": "string"}, "profile": {"type": "string", "format": "uri"},
              "openapi_url": {"type": "string", "format": "uri"}}  # fmt: skip
    return {"get": {"summary": "What this is", "responses": _responses({"type": "object", "properties": fields})}}


def _path(path: str, name: str, parameters: dict[str, tuple[str, str]]) -> Json:
    one = {"$ref": f"#/components/schemas/{name}"}
    if path.endswith("{id}"):
        key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        return {"get": {"summary": f"One {name}", "parameters": [key], "responses": _responses(one, missing=True)}}
    contents = {"type": "object", "properties": {"contents": {"type": "array", "items": one}}}
    page = {"allOf": [{"$ref": "#/components/schemas/Page"}, contents]}
    asked = [
        {"name": field, "in": "query", "required": False, "schema": {"type": kind}, "description": words}
        for field, (kind, words) in parameters.items()
    ]
    return {"get": {"summary": f"A page of {path[1:]}", "parameters": asked, "responses": _responses(page)}}


def _responses(schema: Json, *, missing: bool = False) -> Json:
    answers: Json = {"200": {"description": "As asked", "content": {"application/json": {"schema": schema}}},
                     "429": {"description": "Too many requests; see Retry-After"}}  # fmt: skip
    if missing:
        answers["404"] = {"description": "Nothing with that id that can be seen"}
    else:
        answers["400"] = {"description": "A parameter cannot be read"}
    return answers
