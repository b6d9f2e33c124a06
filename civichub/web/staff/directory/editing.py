"""Making and changing a record at the desk: the service, its places, its times, each a whole new document."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civichub.core.errors import Invalid, NotAllowed, NotFound
from civichub.directory.document import PLAIN, Document
from civichub.directory.models import Service
from civichub.directory.operations.records import change_service, create_service
from civichub.directory.policies import EDIT, may_edit_record
from civichub.directory.queries.keeping import record_by_id, terms
from civichub.directory.storing import fresh_document
from civichub.places.grid import to_latlon
from civichub.places.postcodes import parse_postcode
from civichub.places.queries import addresses_at_postcode
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.directory.forms import NewRecordForm, PlaceForm, RecordForm, TimesForm

LINES = {
    "cost_options": ("cost_lines", ("option", "amount", "amount_description")),
    "phones": ("phone_lines", ("number", "description")),
    "contacts": ("contact_lines", ("name", "title")),
    "languages": ("language_lines", ("code", "name")),
    "service_areas": ("area_lines", ("name", "extent")),
}
MOST_DIGITS = 18


def the_record(request: HttpRequest, pk: int, *, to_change: bool = False) -> Service:
    """The record, where the reader may see it; `to_change`: where they may change it."""
    service = record_by_id(pk) if len(str(pk)) <= MOST_DIGITS else None
    if service is None:
        raise NotFound
    if to_change and not may_edit_record(request.user, service.keeper_id):
        raise NotAllowed(f"{service.keeper} keeps this record, and changes it.")
    return service


def _choices() -> list[tuple[str, str]]:
    return [(str(one.uuid), f"{one.name} ({one.taxonomy})") for one in terms()]


def begun_from(document: Document) -> dict[str, Any]:
    """A document as the boxes of `RecordForm`."""
    begun: dict[str, Any] = {name: document[name] for name in PLAIN}
    for name, (box, parts) in LINES.items():
        begun[box] = "\n".join(_line(row, parts) for row in document[name])
    begun["organization_name"] = document["organization"]["name"]
    begun["terms"] = [row["id"] for row in document["terms"]]
    return begun


def _line(row: Document, parts: tuple[str, ...]) -> str:
    said = [f"{row[part]:g}" if isinstance(row[part], float) else str(row[part] or "") for part in parts]
    return " | ".join(said).rstrip(" |")


def typed_over(document: Document, data: dict[str, Any]) -> Document:
    """A document with what was typed into `RecordForm` in the place of what stood there."""
    made = {**document, **{name: data[name] for name in PLAIN}}
    for name, (box, parts) in LINES.items():
        rows = [_read_line(line, parts) for line in data[box].splitlines() if line.strip()]
        made[name] = [_kept(row, document.get(name, [])) for row in rows]
    if data["organization_name"] != document.get("organization", {}).get("name"):
        made["organization"] = {"name": data["organization_name"]}
    chosen = {str(one.uuid): one for one in terms() if str(one.uuid) in data["terms"]}
    made["terms"] = [
        {"id": key, "name": one.name, "taxonomy": one.taxonomy.name, "uri": one.term_uri} for key, one in chosen.items()
    ]
    return made


def _read_line(line: str, parts: tuple[str, ...]) -> Document:
    said = [part.strip() for part in line.split("|")] + [""] * len(parts)
    return {part: said[number].lstrip("£") if part == "amount" else said[number] for number, part in enumerate(parts)}


def _kept(row: Document, known: list[Document]) -> Document:
    """The row as it is kept where its line is the same, with the parts of it that the boxes do not show."""
    parts = tuple(row)
    return next((one for one in known if _line(one, parts) == _line(row, parts)), row)


def _named(error: Invalid) -> Invalid:
    """Errors of the document at the boxes they were typed into; of a place or of times by the last part of the name."""
    boxes = {name: box for name, (box, _) in LINES.items()} | {"organization": "organization_name"}
    named = {name: boxes.get(name.split(".")[0], name.rpartition(".")[2]) for name in error.errors}
    return Invalid({named[name]: words for name, words in error.errors.items()})


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new record, begun as a draft."""
    bodies = organisations_with(request, EDIT)
    begun = {"status": "active", "keeper": request.GET.get("keeper", "")[:20]}
    form = NewRecordForm(request.POST or None, terms=_choices(), keepers=choices_of(bodies), initial=begun)

    def act(data: dict[str, Any]) -> str:
        keeper = one_of(bodies, int(data["keeper"]))
        document = typed_over({}, data)
        try:
            made = create_service(document=document, keeper=keeper, actor=request.user, at=timezone.now())
        except Invalid as error:
            raise _named(error) from error
        return reverse("directory-record", args=[made.pk])

    page = FormPage(
        "New record", reverse("directory-list"), "The draft is made. Add places and times, then publish it."
    )
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the service itself."""
    service = the_record(request, pk, to_change=True)
    document = fresh_document(service.pk)
    form = RecordForm(request.POST or None, terms=_choices(), initial=begun_from(document))

    def act(data: dict[str, Any]) -> None:
        _change(request, service, typed_over(document, data))

    return ask_and_do(request, form, page_of(service, "Change the record", "The record is changed."), act)


def page_of(service: Service, title: str, done: str, **more: Any) -> FormPage:
    """The words around a form about a record."""
    return FormPage(title, reverse("directory-record", args=[service.pk]), done, caption=service.name, **more)


def _change(request: HttpRequest, service: Service, document: Document) -> None:
    try:
        change_service(service=service, document=document, actor=request.user, at=timezone.now())
    except Invalid as error:
        raise _named(error) from error


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def add_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a place; its position is the middle of its postcode."""
    service = the_record(request, pk, to_change=True)
    form = PlaceForm(request.POST or None, initial={"withheld": "no"})

    def act(data: dict[str, Any]) -> None:
        if not any(data[name] for name in ("name", "address_1", "postal_code")):
            raise Invalid({"name": "Enter the name of the place, or its address."})
        document = fresh_document(service.pk)
        document["locations"].append({"location": {**data, **_position(data["postal_code"])}})
        _change(request, service, document)

    return ask_and_do(request, form, page_of(service, "Add a place", "The place is added."), act)


def _position(postcode: str) -> dict[str, float]:
    found = addresses_at_postcode(parse_postcode(postcode) or "") if postcode else []
    if not found:
        return {}
    middle = to_latlon(sum(one.easting for one in found) / len(found), sum(one.northing for one in found) / len(found))
    return {"latitude": middle.latitude, "longitude": middle.longitude}


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def add_times(request: HttpRequest, pk: int) -> HttpResponse:
    """Add when it is on."""
    service = the_record(request, pk, to_change=True)
    document = fresh_document(service.pk)
    places = [(row["id"], row["location"]["name"] or row["location"]["address_1"]) for row in document["locations"]]
    form = TimesForm(request.POST or None, places=places)

    def act(data: dict[str, Any]) -> None:
        schedule = schedule_from(data)
        place = next((row for row in document["locations"] if row["id"] == data.get("place")), None)
        (place or document)["schedules"].append(schedule)
        _change(request, service, document)

    return ask_and_do(request, form, page_of(service, "Add times", "The times are added."), act)


def schedule_from(data: dict[str, Any]) -> Document:
    """What was said on `TimesForm`, as a schedule."""
    often, days = data["often"], data["days"]
    if often != "once" and not days:
        raise Invalid({"days": "Select at least one day."})
    schedule = {name: data[name] for name in ("opens_at", "closes_at", "until", "description")}
    if often == "once":
        return {**schedule, "dtstart": data["day"]}
    if often == "monthly":
        return {**schedule, "freq": "MONTHLY", "byday": ",".join(f"{data['which']}{day}" for day in days)}
    weekly = {**schedule, "freq": "WEEKLY", "byday": ",".join(days)}
    return {**weekly, "interval": 2, "dtstart": data["begins"]} if often == "fortnightly" else weekly


@staff(EDIT)
@require_POST
def remove_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a place or times, by the id of either."""
    service = the_record(request, pk, to_change=True)
    document, wanted = fresh_document(service.pk), request.POST.get("part", "")
    document["locations"] = [row for row in document["locations"] if row["id"] != wanted]
    for holder in (document, *document["locations"]):
        holder["schedules"] = [row for row in holder["schedules"] if row["id"] != wanted]
    _change(request, service, document)
    messages.success(request, "It is taken out. Undo it in the history.")
    return redirect("directory-record", pk)
