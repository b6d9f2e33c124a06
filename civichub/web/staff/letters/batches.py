"""Scanned post: bring in files, see how far they are, check where each letter begins, and register them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.catalogue.queries import service_by_id, service_titles
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotFound
from civichub.messaging.letters.policies import BRINGS_POST
from civichub.messaging.letters.scans import MOST_BYTES
from civichub.messaging.models import PostBatch
from civichub.messaging.operations import letters_post, letters_register
from civichub.messaging.queries.letters import (
    batch_for,
    page_of_batch,
    post_batches,
    queues_for_letters,
    usual_queue,
)
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import choices_of, organisations_with
from civichub.web.staff.letters.sections import day_in, file_of, headings, number_in, picture, tabs, tell
from civichub.web.ui.forms import DateField, HubForm, OneChoiceField, UploadField
from civichub.web.ui.forms.widgets import SelectBox
from civichub.web.ui.paging import keyset_page

GROUND = "Post of your organisation"


class BringInForm(HubForm):
    """Files from the scanner, for whom, and the day on the stamp."""

    organisation = OneChoiceField(label="For", widget=SelectBox(), missing="Choose an organisation")
    files = UploadField(
        label="Scanned files", hint="PDF or TIFF, up to 60 MB and 300 pages each", accept=".pdf,.tif,.tiff",
        multiple=True, largest=MOST_BYTES, missing="Choose the files from the scanner",
    )  # fmt: skip
    received_on = DateField(label="Date of receipt", subject="Date of receipt", hint="The day on the stamp")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = choices_of(organisations)


@staff(BRINGS_POST)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Batches, the latest first, and the form that brings in more."""
    organisations = organisations_with(request, BRINGS_POST)
    begun = {"received_on": london_date(timezone.now())}
    form = BringInForm(
        request.POST or None, request.FILES or None, organisations=organisations, initial=begun
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _bring_in(request, form, organisations)
        if made:
            return redirect("post-batch", made[0].pk) if len(made) == 1 else redirect("post")
    rows, pager = keyset_page(request, post_batches(request.user), order=("-added_at", "-pk"), size=25)
    context = {"form": form, "batches": rows, "pager": pager, "tabs": tabs(request, "post")}
    context["columns"] = headings("File", "Received", "Brought in", "State")
    context["reading"] = any(batch.state == "reading" for batch in rows)
    return render(request, f"staff/letters/{'batches_list' if request.htmx else 'post'}.html", context)


def _bring_in(request: HttpRequest, form: BringInForm, organisations: Any) -> list[PostBatch]:
    organisation = organisations.get(pk=form.cleaned_data["organisation"])
    made: list[PostBatch] = []
    for file in form.cleaned_data["files"]:
        try:
            batch = letters_post.receive_batch(
                organisation=organisation, name=file.name, content=file.read(), queue=usual_queue(organisation),
                received_on=form.cleaned_data["received_on"], actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except HubError as error:
            error.message = f"{file.name}: {error.message}"
            if hasattr(error, "errors"):
                error.errors = {("files" if k == "file" else k): f"{file.name}: {v}" for k, v in error.errors.items()}
            add_refusal(form, error)
        else:
            made.append(batch)
            if batch.added_at < timezone.now() - timezone.timedelta(seconds=5):
                messages.info(request, f"{file.name} was brought in before: this is that batch.")
    return [] if form.errors else made


@staff(BRINGS_POST)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: how far it has been read, or its pages as letters, to be split, joined, turned and left out."""
    batch, refused = batch_for(request.user, pk), ""
    if request.method == "POST":
        try:
            _arrange(request, batch)
        except HubError as error:
            refused = error.message
        if not request.htmx and not refused:
            return redirect("post-batch", pk)
    pages = list(batch.pages.select_related("queue", "service", "letter"))
    piles = letters_register.piles_of(pages)
    context = {
        "batch": batch,
        "refused": refused,
        "pages": pages,
        "piles": piles,
        "left_out": [page for page in pages if page.left_out],
        "columns": headings("Letter", "From", "Due", "State"),
        "letters": batch.letters.exclude(state="withdrawn").select_related("contact").order_by("pk"),
        "queues": queues_for_letters(batch.organisation),
        "services": service_titles() if batch.state == "checking" else [],
        "today": london_date(timezone.now()),
    }
    if pages:
        audit_read(batch, actor=request.user, at=timezone.now(), ground=GROUND)
    return render(request, f"staff/letters/{'batch_state' if request.htmx else 'batch'}.html", context)


def _arrange(request: HttpRequest, batch: PostBatch) -> None:
    """Keep what was said of each letter, then do the one thing that was pressed: ``start:12``, or nothing more."""
    how = {"actor": request.user, "at": timezone.now()}
    queues = {queue.pk: queue for queue in queues_for_letters(batch.organisation)}
    for page in batch.pages.filter(starts=True):
        key = f"queue-{page.number}"
        if key in request.POST:
            service = number_in(request.POST.get(f"service-{page.number}", ""))
            said = {
                "queue": queues.get(number_in(request.POST[key]) or 0),
                "service": service_by_id(service) if service else None,
                "received_on": day_in(request.POST.get(f"received-{page.number}", "")),
                "sender": request.POST.get(f"sender-{page.number}", ""),
            }
            if any(getattr(page, name) != value for name, value in said.items()):
                letters_post.describe_letter(page=page, **said, **how)
    step, _, number = request.POST.get("do", "").partition(":")
    if step and step != "save":
        page = batch.pages.filter(number=number_in(number) or 0).first()
        if page is None:
            raise NotFound
        letters_post.arrange_page(page=page, how=step, **how)


STEPS = {
    "register": (letters_register.register_letters, "Registered. Each letter is in line, with its own clock."),
    "undo": (letters_register.undo_registration, "Undone. The letters are out of the line; check the pages again."),
    "discard": (letters_post.discard_batch, "Taken out. The same file can be brought in again."),
    "retry": (letters_post.retry_batch, "It is being read again."),
}


@staff(BRINGS_POST)
@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Register the letters, undo that, take the batch out, or read it again."""
    batch = batch_for(request.user, pk)
    if step not in STEPS:
        raise NotFound
    operation, done = STEPS[step]
    if step == "register" and not tell_quietly(request, batch):
        return redirect("post-batch", pk)
    did = tell(request, lambda: operation(batch=batch, actor=request.user, at=timezone.now()), done)
    return redirect("post") if did and step == "discard" else redirect("post-batch", pk)


def tell_quietly(request: HttpRequest, batch: PostBatch) -> bool:
    """Keep what stands in the form before it is acted on; whether that went well."""
    try:
        _arrange(request, batch)
    except HubError as error:
        messages.error(request, error.message)
        return False
    return True


@staff(BRINGS_POST)
@require_GET
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A page of a batch as a picture."""
    return picture(page_of_batch(request.user, pk, number), small="small" in request.GET)


@staff(BRINGS_POST)
@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came from the scanner."""
    batch = batch_for(request.user, pk)
    answer = file_of(batch.path, batch.name)
    audit_read(batch, actor=request.user, at=timezone.now(), ground=GROUND, purpose="The original file")
    return answer
