"""Between documents and tables: one way in and one way out, for the desk, providers, imports and systems alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Prefetch, QuerySet

from civichub.core.errors import Invalid
from civichub.core.operations import save
from civichub.directory.document import LISTS, LOCATION, ORGANIZATION, PLAIN, SCHEDULE, Document
from civichub.directory.models import (
    Contact,
    CostOption,
    Feed,
    Language,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from civichub.places.grid import to_grid

CHILDREN: dict[str, type[models.Model]] = {
    "contacts": Contact,
    "phones": Phone,
    "cost_options": CostOption,
    "languages": Language,
    "service_areas": ServiceArea,
}
_UNKNOWN_TAXONOMY = "Kinds of help"


def with_parts(services: QuerySet[Service]) -> QuerySet[Service]:
    """The services with everything that `document_of` reads, in a dozen queries whatever their number."""
    places = ServiceAtLocation.objects.select_related("location").prefetch_related("schedules")
    general = Schedule.objects.filter(service_at_location=None)
    return services.select_related("organization").prefetch_related(
        Prefetch("service_at_locations", queryset=places),
        Prefetch("every_schedule", queryset=general, to_attr="general_schedules"),
        Prefetch("terms", queryset=TaxonomyTerm.objects.select_related("taxonomy")),
        *CHILDREN,
    )


def document_of(service: Service) -> Document:
    """The whole service as a document. Read it through `with_parts`, or each part costs a query."""
    schedules = getattr(service, "general_schedules", None)
    if schedules is None:
        schedules = service.every_schedule.filter(service_at_location=None)
    found: Document = {name: getattr(service, name) for name in PLAIN}
    found["organization"] = _row(service.organization, ORGANIZATION)
    found["schedules"] = [_row(one, SCHEDULE) for one in schedules]
    for name in CHILDREN:
        found[name] = [_row(one, LISTS[name]) for one in getattr(service, name).all()]
    found["terms"] = [
        {"id": str(one.uuid), "name": one.name, "taxonomy": one.taxonomy.name, "uri": one.term_uri}
        for one in service.terms.all()
    ]
    found["locations"] = [
        {
            "id": str(one.uuid),
            "location": {**_row(one.location, LOCATION), "withheld": one.location.withheld},
            "schedules": [_row(schedule, SCHEDULE) for schedule in one.schedules.all()],
        }
        for one in service.service_at_locations.all()
    ]
    return found


def _row(record: Any, names: Iterable[str]) -> Document:
    return {**{name: getattr(record, name) for name in names if name != "id"}, "id": str(record.uuid)}


def fresh_document(service_id: int) -> Document:
    """The document of a stored service as it stands now."""
    return document_of(with_parts(Service.objects.filter(pk=service_id)).get())


def store(service: Service, document: Document, *, feed: Feed | None = None) -> None:
    """Write a clean document over a service, which need not be saved yet; its children are replaced by the new ones.

    An organisation and a location change only with the record of whoever gave them: of a feed that named them, or of
    the desk. Terms that are not known yet are added. Raises `Invalid` where a place lies outside Great Britain.
    """
    service.organization = _organization(document["organization"], feed)
    for name in PLAIN:
        setattr(service, name, document[name])
    fresh = service.pk is None
    if fresh:
        service.save()
    else:
        save(service, *PLAIN, "organization", "last_modified")
        for model in (*CHILDREN.values(), Schedule, ServiceAtLocation):
            model._base_manager.filter(service=service).delete()
    _add_children(service, document)
    _add_places(service, document, feed)
    service.terms.set(_term(row) for row in document["terms"])


def _add_children(service: Service, document: Document) -> None:
    for name, model in CHILDREN.items():
        rows = [model(service=service, uuid=row["id"], **_values(row, LISTS[name])) for row in document[name]]
        model._base_manager.bulk_create(rows, ignore_conflicts=True)
    general = [Schedule(service=service, uuid=row["id"], **_values(row, SCHEDULE)) for row in document["schedules"]]
    Schedule.objects.bulk_create(general, ignore_conflicts=True)


def _add_places(service: Service, document: Document, feed: Feed | None) -> None:
    seen: set[int] = set()
    for row in document["locations"]:
        location = _location(row["location"], feed)
        if location.pk in seen:
            continue
        seen.add(location.pk)
        place = ServiceAtLocation(service=service, location=location, uuid=row["id"])
        if ServiceAtLocation.objects.filter(uuid=row["id"]).exists():
            raise Invalid({"locations": "Another service has a place with the same id."})
        place.save()
        Schedule.objects.bulk_create(
            [Schedule(service=service, service_at_location=place, uuid=one["id"], **_values(one, SCHEDULE))
             for one in row["schedules"]], ignore_conflicts=True
        )  # fmt: skip


def _values(row: Document, names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name != "id"}


def _organization(row: Document, feed: Feed | None) -> Organization:
    found = Organization.objects.filter(uuid=row["id"]).first() if row["id"] else None
    if found is None and row["name"]:
        found = Organization.objects.filter(name__iexact=row["name"]).order_by("pk").first() if not row["id"] else None
    if found is None:
        if not row["name"]:
            raise Invalid({"organization": "Enter which organisation offers it."})
        known = {"uuid": row["id"]} if row["id"] else {}
        return Organization.objects.create(**known, **_values(row, ORGANIZATION), feed=feed)
    # An unnamed row only points to the organisation; one of another source stays as its own source says.
    if row["id"] and row["name"] and (feed is None or found.feed_id == feed.pk):
        _write(found, _values(row, ORGANIZATION))
    return found


def _location(row: Document, feed: Feed | None) -> Location:
    values = {**_values(row, LOCATION), "withheld": row["withheld"]}
    values["easting"], values["northing"] = _point(row)
    found = Location.objects.filter(uuid=row["id"]).first()
    if found is None:
        return Location.objects.create(uuid=row["id"], **values, feed=feed)
    if feed is None or found.feed_id == feed.pk:
        # What was withheld once is opened by a person at the desk, never by a feed that forgot to say so.
        values["withheld"] = values["withheld"] or (feed is not None and found.withheld)
        _write(found, values)
    return found


def _point(row: Document) -> tuple[float | None, float | None]:
    if row["latitude"] is None or row["longitude"] is None:
        return None, None
    try:
        point = to_grid(row["latitude"], row["longitude"])
    except Invalid as problem:
        raise Invalid({"locations": problem.message}) from problem
    return point.easting, point.northing


def _write(record: models.Model, values: dict[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, values[name])
    if changed:
        save(record, *changed)


def _term(row: Document) -> TaxonomyTerm:
    taxonomy, _ = Taxonomy.objects.get_or_create(name=row["taxonomy"] or _UNKNOWN_TAXONOMY)
    known = TaxonomyTerm.objects.filter(uuid=row["id"]).first()
    if known is not None:
        return known
    known, _ = TaxonomyTerm.objects.get_or_create(
        taxonomy=taxonomy, name=row["name"], defaults={"uuid": row["id"], "term_uri": row["uri"]}
    )
    return known
