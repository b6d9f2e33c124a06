"""Records as the profile names them. What a record does not say is left out: an empty string is no address or UUID."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from civichub.directory.models import Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from civichub.directory.queries.published import public_document

Json = dict[str, Any]
_PLAIN = (
    "name", "alternate_name", "description", "url", "email", "status", "alert", "eligibility_description",
    "minimum_age", "maximum_age", "application_process", "fees_description", "interpretation_services",
    "accreditations",
)  # fmt: skip
_NAMESPACE = uuid.UUID("5d0b3f0e-4f6c-4c55-9b0e-2f7b6a1c9e21")


def service_in_list(service: Service) -> Json:
    """A service with what is one to one with it."""
    said = _said({
        **{name: getattr(service, name) for name in _PLAIN},
        "fees": service.fees_description,
        "assured_date": service.assured_date.isoformat() if service.assured_date else None,
        "assurer_email": service.assurer_email,
        "last_modified": service.last_modified.isoformat(),
    })  # fmt: skip
    return {
        "id": str(service.uuid), "organization_id": str(service.organization.uuid), **said,
        "organization": _organization(service.organization),
    }  # fmt: skip


def service_in_full(service: Service) -> Json:
    """A service with everything that hangs on it and may be seen."""
    document, key = public_document(service), str(service.uuid)
    return service_in_list(service) | {
        "schedules": [schedule(row, service_id=key) for row in document["schedules"]],
        "service_areas": [_area(row, key) for row in document["service_areas"]],
        "service_at_locations": [_at_location(row, key) for row in document["locations"]],
        "languages": [_said({"id": row["id"], "service_id": key, "code": row["code"], "name": row["name"]})
                      for row in document["languages"]],
        "cost_options": [_said({**row, "service_id": key, "currency": "GBP" if row["amount"] is not None else None})
                         for row in document["cost_options"]],
        "contacts": [_contact(row, key) for row in document["contacts"]],
        "phones": [_said({**row, "service_id": key}) for row in document["phones"]],
        "required_documents": [{"id": _made(key, line), "service_id": key, "document": line}
                               for line in document["required_documents"].splitlines() if line],
        "attributes": [_attribute(term, key) for term in service.terms.all()],
        "funding": [],
    }  # fmt: skip


def place_in_list(place: ServiceAtLocation) -> Json:
    """A service at a location with what is one to one with it."""
    return {
        "id": str(place.uuid), "service_id": str(place.service.uuid), "location_id": str(place.location.uuid),
        "location": _plain_location(place.location), "service": service_in_list(place.service),
    }  # fmt: skip


def place_in_full(place: ServiceAtLocation, service: Service) -> Json:
    """A service at a location with everything: `service` is its service read with its parts."""
    document = public_document(service)
    row = next(row for row in document["locations"] if row["id"] == str(place.uuid))
    return _at_location(row, str(service.uuid)) | {"service": service_in_full(service)}


def taxonomy(one: Taxonomy) -> Json:
    """A list of kinds."""
    said = _said({"uri": one.uri, "version": one.version})
    return {"id": str(one.uuid), "name": one.name, "description": one.description, **said}


def term(one: TaxonomyTerm) -> Json:
    """A kind."""
    said = _said({"parent_id": str(one.parent.uuid) if one.parent else None, "term_uri": one.term_uri})
    return {
        "id": str(one.uuid), "name": one.name, "description": one.description, "taxonomy": one.taxonomy.name,
        "taxonomy_id": str(one.taxonomy.uuid), "term": one.name, **said,
    }  # fmt: skip


def _said(row: Mapping[str, Any]) -> Json:
    return {name: value for name, value in row.items() if value not in (None, "")}


def _made(key: str, said: str) -> str:
    """The id of a part that has no row of its own: the same as long as it says the same."""
    return str(uuid.uuid5(_NAMESPACE, f"{key} {said}"))


def _organization(one: Any) -> Json:
    said = _said({"email": one.email, "website": one.website})
    made: Json = {"id": str(one.uuid), "name": one.name, "description": one.description, **said}
    if one.identifier:
        kind = one.identifier_scheme or "Registration"
        named = {"identifier_scheme": kind, "identifier_type": kind, "identifier": one.identifier}
        identifier = {"id": _made(str(one.uuid), f"identifier {one.identifier}"), **named}
        made["organization_identifiers"] = [identifier | {"organization_id": str(one.uuid)}]
    return made


def schedule(row: Mapping[str, Any], *, service_id: str, place_id: str = "") -> Json:
    """A schedule; times of the day with seconds, local to London."""
    times = {name: f"{row[name]}:00" if row[name] else "" for name in ("opens_at", "closes_at")}
    said = _said({**row, **times, "service_id": service_id, "service_at_location_id": place_id})
    if not row["freq"]:
        said.pop("interval", None)
    return said


def _area(row: Mapping[str, Any], service_id: str) -> Json:
    known = {"extent_type": "ONS code"} if row["extent"] else {}
    name = row["name"] or row["extent"]
    return _said({"id": row["id"], "service_id": service_id, "name": name, "service_area": name,
                  "extent": row["extent"], **known})  # fmt: skip


def _contact(row: Mapping[str, Any], service_id: str) -> Json:
    made = _said({name: row[name] for name in ("id", "name", "title", "email")} | {"service_id": service_id})
    if row["phone"]:
        made["phones"] = [{"id": _made(row["id"], row["phone"]), "contact_id": row["id"], "number": row["phone"]}]
    return made


def _attribute(one: TaxonomyTerm, service_id: str) -> Json:
    return {
        "id": _made(service_id, f"attribute {one.uuid}"), "link_id": service_id, "link_type": "service",
        "link_entity": "service", "taxonomy_term_id": str(one.uuid), "taxonomy_term": term(one),
    }  # fmt: skip


def _at_location(row: Mapping[str, Any], service_id: str) -> Json:
    key, where = row["id"], row["location"]
    return {
        "id": key, "service_id": service_id, "location_id": where["id"], "location": _location(where),
        "schedules": [schedule(one, service_id=service_id, place_id=key) for one in row["schedules"]],
    }  # fmt: skip


_LOCATION = ("id", "location_type", "name", "description", "latitude", "longitude")


def _plain_location(where: Any) -> Json:
    """A location that is not withheld, without its address and access."""
    return _said({name: getattr(where, name) for name in _LOCATION if name != "id"} | {"id": str(where.uuid)})


def _location(where: Mapping[str, Any]) -> Json:
    made = _said({name: where[name] for name in _LOCATION})
    if where["external_identifier"]:
        made |= {"external_identifier": where["external_identifier"], "external_identifier_type": "UPRN"}
    if where["address_1"] or where["postal_code"]:
        made["addresses"] = [{
            "id": _made(where["id"], "address"), "location_id": where["id"], "address_1": where["address_1"],
            "city": where["city"], "region": where["region"], "state_province": where["region"],
            "postal_code": where["postal_code"], "country": where["country"], "address_type": "physical",
        }]  # fmt: skip
    made["accessibility"] = [
        {"id": _made(where["id"], line), "location_id": where["id"], "description": line, "accessibility": line}
        for line in where["accessibility"].splitlines() if line
    ]  # fmt: skip
    return made
