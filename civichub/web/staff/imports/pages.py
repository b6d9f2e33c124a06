"""The pages of bringing in past cases."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.cases.extracts.left_out import write_left_out
from civichub.core.errors import HubError, NotFound
from civichub.handover.operations.uploads import (
    ENDINGS,
    TAKE_BACK_WITHIN,
    begin_upload,
    bring_file,
    take_back_upload,
)
from civichub.handover.queries.uploads import get_upload_for, rows_left_out, uploads_of
from civichub.web.access import staff
from civichub.web.staff.asking import FormPage, ask_and_do, choices_of, one_of, organisations_with
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, UploadField
from civichub.web.ui.paging import keyset_page

POWER = "case.import"
TAGS = {"done": "green", "refused": "red", "undone": "grey"}
LARGEST = 100_000_000


class BringForm(HubForm):
    """Whose cases, and the file."""

    organisation = OneChoiceField(label="Whose cases are they?", choices=[], widget=SelectBox(), missing="Select whose")
    file = UploadField(
        label="File", missing="Choose a file", accept=",".join(ENDINGS), largest=LARGEST,
        hint="An Open311 extract: CSV, JSON or Parquet, up to 100 MB. You see what would happen first.",
    )  # fmt: skip


@staff(POWER)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The files that were brought, the newest first."""
    found, pager = keyset_page(request, uploads_of(request.user), order=("-pk",), size=25)
    rows = [(one, TAGS.get(one.state, "blue")) for one in found]
    return render(request, "staff/imports/listing.html", {"rows": rows, "pager": pager})


@staff(POWER)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is tried out at once."""
    bodies = organisations_with(request, POWER)
    form = BringForm(request.POST or None, request.FILES or None)
    form.fields["organisation"].choices = choices_of(bodies)  # type: ignore[attr-defined]
    page = FormPage("Bring in past cases", reverse("imports"), "The file is being tried out.", button="Try it out",
                    upload=True)  # fmt: skip

    def act(data: dict[str, Any]) -> str:
        upload = bring_file(
            organisation=one_of(bodies, int(data["organisation"])), name=data["file"].name, file=data["file"],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip
        return reverse("import", args=[upload.pk])

    return ask_and_do(request, form, page, act)


@staff(POWER)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what would happen, how far it has got, or what came of it."""
    upload, now = get_upload_for(request.user, pk), timezone.now()
    ends = upload.finished_at + TAKE_BACK_WITHIN if upload.finished_at else None
    context = {
        "upload": upload,
        "tag": TAGS.get(upload.state, "blue"),
        "at_work": upload.state in ("checking", "running"),
        "take_back_until": ends if upload.state == "done" and ends and now <= ends else None,
        "is_left_out": bool(upload.batch.rejected if upload.batch else upload.left_out),
    }
    return render(request, "staff/imports/show.html", context)


@staff(POWER)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it in."""
    begin_upload(upload=get_upload_for(request.user, pk), actor=request.user, at=timezone.now())
    messages.success(request, "The cases are coming in. You can leave this page.")
    return redirect("import", pk)


@staff(POWER)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove what came in."""
    upload = get_upload_for(request.user, pk)
    if request.method == "POST":
        try:
            removed = take_back_upload(upload=upload, actor=request.user, at=timezone.now())
        except HubError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{removed:,} cases were taken back.")
        return redirect("import", pk)
    context = {
        "page_title": f"Take back {upload.name}?",
        "consequences": [
            "Its cases and their contacts are removed, and the figures that counted them.",
            "If anybody has worked with one of them, nothing is removed.",
        ],
        "button_text": "Take it back",
        "cancel_url": reverse("import", args=[pk]),
        "is_dangerous": True,
    }
    return render(request, "ui/confirm_action.html", context)


@staff(POWER)
@require_GET
def left_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were, or would be, left out, to put right and bring again."""
    upload = get_upload_for(request.user, pk)
    if upload.batch is not None:
        text = io.StringIO()
        write_left_out(rows_left_out(upload), text)
        content = text.getvalue().encode("utf-8", "replace")
    elif upload.left_out and default_storage.exists(upload.left_out):
        content = default_storage.open(upload.left_out, "rb").read()
    else:
        raise NotFound
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="left-out-{upload.pk}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
