"""What a partner sent in: the list, each with the sender's own copy, how far it is, and what can still be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civichub.cases.models import ReferralKind
from civichub.cases.operations.referring import add_file_to_referral, take_sender_step, write_to_receiver
from civichub.cases.queries.referrals import SentCase, for_sender, referral_for, referrals_of, stage_words
from civichub.core.audit import audit_read
from civichub.core.errors import HubError, NotFound
from civichub.forms.engine import summary_rows
from civichub.forms.queries import form_by_version
from civichub.procedures.queries import procedure_by_version
from civichub.web.access import staff
from civichub.web.downloads import download
from civichub.web.errors import add_refusal
from civichub.web.partner.shell import Sender, page, sender_of
from civichub.web.portal.case_words import clocks_of, story_of
from civichub.web.ui.components import Column, File
from civichub.web.ui.forms import HubForm, LongTextField, UploadField
from civichub.web.ui.paging import keyset_page

STATES = (("open", "Open"), ("closed", "Finished"), ("all", "All"))
COLUMNS = (Column("Reference"), Column("Who"), Column("What"), Column("With"), Column("How far"), Column("Sent"))
GROUND = "Your organisation sent this case in"


class WriteForm(HubForm):
    """Something more for the organisation that has the case."""

    text = LongTextField(
        label="Add something for them", limit=4000, rows=3, missing="Enter what you want to add",
        hint="The organisation that has it reads this. The person does not.",
    )  # fmt: skip


class FileForm(HubForm):
    """One more file."""

    file = UploadField(label="Send a file", hint="PDF, photo or document, up to 10 MB", missing="Choose a file")


class WhyForm(HubForm):
    """Why it is taken back."""

    why = LongTextField(
        label="Why do you take it back?", limit=1000, rows=3, missing="Enter why you take it back",
        hint="The organisation that has it reads this. The person reads only that it was taken back.",
    )  # fmt: skip


@staff()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everything one's organisation sent, the latest first."""
    sender = sender_of(request)
    state = request.GET.get("state", "open")
    state = state if state in dict(STATES) else "open"
    text = request.GET.get("text", "").replace("\x00", "")[:100].strip()
    kinds = [kind for kind in ReferralKind.values if _may(request.user, kind)]
    kind = request.GET.get("kind", kinds[0])
    kind = kind if kind in kinds else kinds[0]
    found = referrals_of(request.user, kind=kind, state=state, text=text)
    rows, pager = keyset_page(request, found, order=("-sent_at", "-pk"), size=25)
    shown = [(one, stage_words(one.case, procedure_by_version(one.case.procedure_version_id))) for one in rows]
    values = {
        "rows": shown, "pager": pager, "states": STATES, "state": state, "text": text, "columns": COLUMNS,
        "kind": kind, "narrowed": bool(text) or state != "open",
    }  # fmt: skip
    return page(request, "partner/home.html", values, sender)


def _may(user: Any, kind: str) -> bool:
    return bool(user.holds_anywhere("referral.make" if kind == ReferralKind.PERSON else "parish.report"))


def _found(request: HttpRequest, reference: str) -> tuple[SentCase, Sender]:
    if not any(_may(request.user, kind) for kind in ReferralKind.values):
        raise PermissionDenied("Your role sends nothing in for an organisation.")
    referral = referral_for(request.user, reference)
    return for_sender(referral, at=timezone.now()), Sender(referral.sender, referral.kind)


@staff()
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The sender's own copy and how far it is; the reading is written down."""
    sent, sender = _found(request, reference)
    audit_read(sent.case, actor=request.user, at=timezone.now(), ground=GROUND)
    return _page(request, sent, sender)


def _page(
    request: HttpRequest, sent: SentCase, sender: Sender, write: WriteForm | None = None, file: FileForm | None = None
) -> HttpResponse:
    now = timezone.now()
    form = form_by_version(sent.case.form_version_id) if sent.case.form_version_id else None
    shown = form is not None and not sent.withheld
    answers = summary_rows(form, sent.case.answers, today=timezone.localdate(now)) if shown else []
    values = {
        "sent": sent,
        "case": sent.case,
        "answers": answers,
        "clocks": clocks_of(sent, now),
        "story": story_of(sent, in_full=sent.shared is not None),
        "files": [
            File(name=one.name, size=one.size, kind=one.content_type,
                 url=f"/partner/cases/{sent.case.reference}/files/{one.token}/" if one.servable else "",
                 state="" if one.servable else one.get_scan_display())
            for one in sent.files
        ],
        "write_form": write or WriteForm(),
        "file_form": file or FileForm(),
        "form_with_errors": next((one for one in (write, file) if one is not None and one.errors), None),
    }  # fmt: skip
    return page(request, "partner/case.html", values, sender)


@staff()
@require_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Add something for the organisation that has it."""
    sent, sender = _found(request, reference)
    form = WriteForm(request.POST)
    if form.is_valid():
        try:
            write_to_receiver(referral=sent.referral, text=form.cleaned_data["text"], actor=request.user,
                              at=timezone.now())  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, f"{sent.case.organisation.name} has it.")
            return redirect("partner-case", sent.case.reference)
    return _page(request, sent, sender, write=form)


@staff()
@require_POST
def send_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Send one more file."""
    sent, sender = _found(request, reference)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            add_file_to_referral(referral=sent.referral, name=file.name, content=file.read(), actor=request.user,
                                 at=timezone.now())  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "The file is sent.")
            return redirect("partner-case", sent.case.reference)
    return _page(request, sent, sender, file=form)


@staff()
@require_GET
def file(request: HttpRequest, reference: str, token: str) -> FileResponse:
    """A file that one's own organisation sent."""
    sent, _ = _found(request, reference)
    found = next((one for one in sent.files if one.token == token), None)
    if found is None:
        raise NotFound
    answer = download(found)
    audit_read(found, actor=request.user, at=timezone.now(), ground=GROUND)
    return answer


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """A step that the procedure leaves to the sender, such as taking it back."""
    sent, sender = _found(request, reference)
    wanted = next((found for found in sent.steps if found.key == key), None)
    if wanted is None:
        raise NotFound
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_sender_step(referral=sent.referral, step=key, outcome=next(iter(wanted.outcomes), ""),
                             why=form.cleaned_data["why"], actor=request.user, at=timezone.now())  # fmt: skip
        except HubError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "It is taken back.")
            return redirect("partner-case", sent.case.reference)
    return page(request, "partner/step.html", {"sent": sent, "case": sent.case, "step": wanted, "form": form}, sender)
