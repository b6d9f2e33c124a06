"""Files of a case at the desk: given back as downloads, and added."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.operations.attachments import attach_to_case
from civichub.cases.queries import get_case_for, record_of
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.web.access import staff
from civichub.web.downloads import download
from civichub.web.errors import add_refusal
from civichub.web.ui.forms import HubForm, OneChoiceField, UploadField


class FileForm(HubForm):
    """A file, and whether the customer may have it."""

    file = UploadField(label="File", hint="PDF, photo or document, up to 10 MB", missing="Choose a file")
    public = OneChoiceField(
        label="May the customer see it?", choices=[("yes", "Yes"), ("no", "No, staff only")], initial="no",
        missing="Select whether the customer may see it",
    )  # fmt: skip


@staff("case.view")
@require_GET
def show(request: HttpRequest, reference: str, token: str) -> FileResponse:
    """One file, where this reader's ground opens attachments; the reading is written down."""
    now, case = timezone.now(), get_case_for(request.user, reference)
    record = record_of(request.user, case, at=now)
    found = next((file for file in record.attachments if file.token == token), None)
    if found is None:
        raise NotFound
    answer = download(found)
    audit_read(found, actor=request.user, at=now, ground=record.access.words)
    return answer


@staff("case.act")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a file to the case."""
    case = get_case_for(request.user, reference)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, public = form.cleaned_data["file"], form.cleaned_data["public"] == "yes"
        try:
            attach_to_case(
                case=case, name=file.name, content=file.read(), public=public, actor=request.user, at=timezone.now()
            )
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "The file is with the case.")
            return redirect("case", reference)
    context = {"case": case, "form": form, "page_title": "Add a file", "enctype": "multipart/form-data"}
    return render(request, "staff/case_form.html", context)
