"""Addresses and areas: which body is at an address, what areas are known, and files of addresses."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError, NotFound
from civichub.places.imports.reading import AddressFile
from civichub.places.models import AreaKind
from civichub.places.operations import import_addresses, undo_address_import
from civichub.places.queries import (
    address_by_uprn,
    address_imports,
    areas_of_kind,
    suggest_addresses,
    who_serves,
)
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import choices_of, one_of, organisations_with
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, UploadField

POWER = "places.edit"


class AddressFileForm(HubForm):
    """A file of addresses, and whether it is only tried out."""

    file = UploadField(label="File", hint="CSV, as AddressBase or your gazetteer exports it", accept=".csv,.txt")
    dry_run = OneChoiceField(
        label="What shall happen?", missing="Select what shall happen", initial="yes",
        choices=[("yes", "Try it out: report what would change"), ("no", "Bring it in, if every row is right")],
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OneChoiceField(
            label="In whose area?", choices=bodies, widget=SelectBox(), missing="Select the organisation",
            hint="Only addresses inside its own area are taken in.",
        )  # fmt: skip
        self.order_fields(["organisation", "file", "dry_run"])


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
        "own": request.user.organisations_with(POWER),
    }
    return render(request, "staff/places.html", context)


def _own_imports(request: HttpRequest) -> Any:
    own = request.user.organisations_with(POWER)
    return address_imports().filter(organisation=None) | address_imports().filter(organisation__in=own)


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
