"""Records from a neighbour's directory: read by its address or from a file, decided, brought in, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.core.errors import HubError, Invalid, NotFound
from civichub.directory.document import differences
from civichub.directory.imports.reading import records_in
from civichub.directory.models import ImportBatch
from civichub.directory.operations.imports import apply_import, decide_row, plan_import, undo_import
from civichub.directory.policies import EDIT
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.staff.directory.feed import read_feed
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, TextField, UploadField
from civichub.web.ui.paging import keyset_page

MOST_CONFLICTS = 50


class ReadForm(HubForm):
    """Where a neighbour's records come from."""

    name = TextField(
        label="What is the directory called?", max_length=120, missing="Enter what it is called",
        hint="Records under one name belong together, and are known again the next time.",
    )  # fmt: skip
    how = OneChoiceField(
        label="Where are its records?", missing="Select where they are",
        choices=[("address", "At an address"), ("file", "In a file")],
        reveals={"address": ["address"], "file": ["file"]},
    )  # fmt: skip
    address = TextField(
        label="Address of the feed", max_length=400, missing="Enter the address",
        hint="Without /services, like https://directory.example/o/v3",
    )  # fmt: skip
    file = UploadField(label="File", hint="JSON, Open Referral UK or HSDS 3.0", accept=".json")

    def __init__(self, *args: Any, keepers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"] = OneChoiceField(label="Who keeps the records?", choices=keepers, widget=SelectBox())


def _batches(request: HttpRequest) -> Any:
    open_ones = Count("rows", filter=Q(rows__outcome="conflict", rows__decision=""))
    keepers = request.user.organisations_with(EDIT)
    found = ImportBatch.objects.filter(feed__keeper__in=keepers).select_related("feed", "actor", "settled_by")
    return found.annotate(undecided=open_ones)


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    return one_of(_batches(request), pk if len(str(pk)) <= 18 else 0)


@staff(EDIT)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What was read, the latest first."""
    rows, pager = keyset_page(request, _batches(request), order=("-at", "-id"), size=50)
    return render(request, "staff/directory/imports.html", {"rows": rows, "pager": pager})


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Read a feed or a file, and plan what it would change."""
    bodies = organisations_with(request, EDIT)
    form = ReadForm(request.POST or None, request.FILES or None, keepers=choices_of(bodies))

    def act(data: dict[str, Any]) -> str:
        keeper = one_of(bodies, int(data["keeper"]))
        # The feed is read before any transaction begins: it may take a minute.
        records = records_in(data["file"].read()) if data["how"] == "file" else read_feed(data["address"])
        batch = plan_import(
            records=records, name=data["name"], keeper=keeper, address=data["address"] or "", actor=request.user,
            at=timezone.now(),
        )  # fmt: skip
        return reverse("directory-import", args=[batch.pk])

    page = FormPage("Bring records in", reverse("directory-imports"), "This is what would change. Nothing has yet.",
                    button="Try it out", upload=True)  # fmt: skip
    return ask_and_do(request, form, page, act)


@staff(EDIT)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What would change or did, what both sides changed first."""
    batch = _batch(request, pk)
    rows, pager = keyset_page(request, batch.rows.all(), order=("number",), size=100)
    conflicts = batch.rows.filter(outcome="conflict").order_by("decision", "number")[:MOST_CONFLICTS]
    context = {
        "batch": batch, "rows": rows, "pager": pager, "undecided": batch.undecided,
        "conflicts": [(row, differences(row.ours, row.theirs)) for row in conflicts],
    }  # fmt: skip
    return render(request, "staff/directory/import.html", context)


@staff(EDIT)
@require_POST
def decide(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Say which side of a conflict holds."""
    batch = _batch(request, pk)
    found = one_of(batch.rows.all(), row if len(str(row)) <= 18 else 0)
    try:
        decide_row(row=found, decision=request.POST.get("decision", ""), actor=request.user, at=timezone.now())
    except HubError as error:
        messages.error(request, error.message)
    return redirect(f"{reverse('directory-import', args=[pk])}#r-{found.number}")


@staff(EDIT)
@require_POST
def settle(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Bring in what was planned, or take it back."""
    batch = _batch(request, pk)
    operations = {"apply": (apply_import, "The records are in."), "undo": (undo_import, "The import is undone.")}
    if step not in operations:
        raise NotFound
    operation, done = operations[step]
    try:
        operation(batch=batch, actor=request.user, at=timezone.now())
        messages.success(request, done)
    except Invalid as error:
        messages.error(request, " ".join(error.errors.values()))
    except HubError as error:
        messages.error(request, error.message)
    return redirect("directory-import", pk)
