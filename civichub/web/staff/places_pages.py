"""Addresses and areas: which body is at an address, what areas are known, and files of addresses."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.places.imports.area_file import AreaFile, read_area_file
from civichub.places.imports.reading import AddressFile
from civichub.places.models import AreaKind
from civichub.places.operations import import_addresses, import_areas, undo_address_import, undo_area_import
from civichub.places.queries import (
    address_by_uprn,
    address_imports,
    area_imports,
    areas_of_kind,
    suggest_addresses,
    who_serves,
)
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import choices_of, one_of, organisations_with
from civichub.web.ui.forms import DateField, HubForm, OneChoiceField, SelectBox, TextField, UploadField

POWER = "places.edit"


class FileForm(HubForm):
    """A file of one organisation, and whether it is only tried out."""

    whose, whose_hint = "Whose is it?", ""
    dry_run = OneChoiceField(
        label="What shall happen?", missing="Select what shall happen", initial="yes",
        choices=[("yes", "Try it out: report what would change"), ("no", "Bring it in, if every row is right")],
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label=self.whose, choices=bodies, widget=SelectBox(), missing="Select the organisation",
            hint=self.whose_hint,
        )  # fmt: skip
        self.order_fields(["organisation", "kind", "layer", "valid_from", "file", "dry_run"])


class AddressFileForm(FileForm):
    """A file of addresses."""

    whose, whose_hint = "In whose area?", "Only addresses inside its own area are taken in."
    file = UploadField(label="File", hint="CSV, as AddressBase or your gazetteer exports it", accept=".csv,.txt")


class AreaFileForm(FileForm):
    """A file of boundaries of one kind."""

    whose, whose_hint = "Whose areas are they?", "Who serves the people who live in them"
    kind = OneChoiceField(label="Kind of area", choices=AreaKind.choices, widget=SelectBox(), missing="Select the kind")
    layer = TextField(
        label="What the patches divide", max_length=40, required=False,
        hint="For patches alone, like grounds maintenance: patches of one layer exclude each other",
    )  # fmt: skip
    valid_from = DateField(
        label="In force from", missing="Enter the day from which they hold",
        hint="Cases keep the areas of the day on which they were opened",
    )  # fmt: skip
    file = UploadField(
        label="File", hint="GeoJSON, in metres of the National Grid or in degrees, as the ONS publishes it",
        accept=".geojson,.json",
    )  # fmt: skip


@staff(POWER)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The checker, the areas known, and the files taken in."""
    words = request.GET.get("q", "").replace("\x00", "")[:120].strip()
    uprn = request.GET.get("uprn", "").replace("\x00", "")[:20].strip()
    address = address_by_uprn(uprn) if uprn else None
    found = suggest_addresses(words) if words and address is None else []
    if len(found) == 1 and address is None:
        address = found[0]
    context = {
        "search_address": words,
        "found": found,
        "address": address,
        "answer": who_serves(address) if address else None,
        "kinds": [(label, areas_of_kind(kind).count()) for kind, label in AreaKind.choices],
        "imports": list(_own_imports(request)[:20]),
        "area_imports": list(_own(request, area_imports())[:20]),
        "own": request.user.organisations_with(POWER),
    }
    return render(request, "staff/places.html", context)


def _own_imports(request: HttpRequest) -> Any:
    return _own(request, address_imports())


def _own(request: HttpRequest, found: Any) -> Any:
    """Those of one's own organisations, and those of the whole partnership."""
    return found.filter(Q(organisation=None) | Q(organisation__in=request.user.organisations_with(POWER)))


@staff(POWER)
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take in a file of addresses, or say what is wrong with it, row by row."""
    bodies = organisations_with(request, POWER)
    form = AddressFileForm(request.POST or None, request.FILES or None, bodies=choices_of(bodies))
    report = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file = data["file"]
        digest = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        try:
            report = import_addresses(
                rows=AddressFile(file), file_name=file.name, file_digest=digest,
                organisation=one_of(bodies, int(data["organisation"])), dry_run=data["dry_run"] == "yes",
                actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
    return render(request, "staff/places_import.html", {"form": form, "report": report})


@staff(POWER)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import of one's own organisation."""
    batch = one_of(_own_imports(request), pk)
    if batch.organisation_id is None:
        raise NotFound
    undo_address_import(batch=batch, actor=request.user, at=timezone.now())
    messages.success(request, "The import is undone.")
    return redirect("places")


@staff(POWER)
@require_http_methods(["GET", "POST"])
def bring_in_areas(request: HttpRequest) -> HttpResponse:
    """Take in a file of boundaries, or say what is wrong with it, feature by feature."""
    bodies = organisations_with(request, POWER)
    form = AreaFileForm(request.POST or None, request.FILES or None, bodies=choices_of(bodies))
    report = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            found: AreaFile = read_area_file(data["file"])
            report = import_areas(
                file=found, kind=data["kind"], layer=data["layer"], valid_from=data["valid_from"],
                organisation=one_of(bodies, int(data["organisation"])), dry_run=data["dry_run"] == "yes",
                file_name=data["file"].name, actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
    return render(request, "staff/places_import_areas.html", {"form": form, "report": report})


@staff(POWER)
@require_POST
def take_back_areas(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import of areas of one's own organisation."""
    batch = one_of(area_imports().filter(organisation__in=request.user.organisations_with(POWER)), pk)
    try:
        undo_area_import(batch=batch, actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "The import is undone. The areas before it hold again.")
    return redirect("places")
