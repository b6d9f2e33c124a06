"""Letters of ours: written, seen as they will look, and where each is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.cases.queries import get_case_for
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, NotAllowed, NotFound
from civichub.core.references import format_reference
from civichub.customers.queries import get_customer_for, view_of
from civichub.delivery.states import LetterFormat
from civichub.knowledge.canned_texts import canned_texts_for
from civichub.messaging.letters import policies
from civichub.messaging.letters.paper import body_html, day_in_words, document, filled, letter_html
from civichub.messaging.letters.press import NoPress, characters_without_shape, print_document
from civichub.messaging.models import LetterIn, LetterOut, OutKind
from civichub.messaging.operations.letters_returned import Reason
from civichub.messaging.operations.letters_writing import Words, write_letter
from civichub.messaging.queries.letters import (
    STOPPED,
    hides_an_address,
    letter_for,
    letter_out_for,
    paper_of,
    standing_of_out,
)
from civichub.web.access import staff
from civichub.web.errors import add_refusal
from civichub.web.staff.asking import organisations_with
from civichub.web.staff.letters.sections import kept_private, number_in
from civichub.web.staff.letters.sections import paper as on_paper
from civichub.web.ui.forms import HubForm, LongTextField, OneChoiceField, TextField

GROUND = "Letter of your organisation"
KINDS = {OutKind.ANSWER: "A full answer", OutKind.ACKNOWLEDGEMENT: "An acknowledgement, with a date for the answer",
         OutKind.LETTER: "A further letter"}  # fmt: skip


class LetterForm(HubForm):
    """What a letter says, and whether it answers another."""

    kind = OneChoiceField(label="This letter is", choices=list(KINDS.items()), missing="Select what this letter is")
    subject = TextField(label="Heading", max_length=200, missing="Enter a heading")
    body = LongTextField(
        label="Letter", limit=20_000, rows=16, missing="Write the letter",
        hint="Leave an empty line between paragraphs. Begin a heading with # and an item of a list with *. "
             "The closing and your name are put below.",
    )  # fmt: skip

    def __init__(self, *args: Any, answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not answers:
            del self.fields["kind"]


class _Addressee:
    """To whom, and about what, as the address of the page says."""

    def __init__(self, request: HttpRequest) -> None:
        get, user = request.GET, request.user
        self.letter: LetterIn | None = letter_for(user, get["letter"]) if get.get("letter") else None
        self.case = get_case_for(user, get["case"]) if get.get("case") else None
        if self.letter is not None:
            self.customer, self.organisation = self.letter.contact.customer, self.letter.organisation
            self.back = reverse("letter", args=[self.letter.reference])
        elif self.case is not None:
            self.customer, self.organisation = self.case.customer, self.case.organisation
            self.back = reverse("case", args=[self.case.reference])
        else:
            self.customer = get_customer_for(user, get.get("customer", ""))
            self.organisation = organisations_with(request, "case.act").first()
            self.back = reverse("customer", args=[self.customer.reference])
        if self.customer is None or self.organisation is None:
            raise NotFound
        if not policies.may_write_letter(user, self.organisation.pk):
            raise NotAllowed("Your role does not include writing letters for this organisation.")


@staff("case.act")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write, look at it as it will be on paper, and send it to be printed."""
    to = _Addressee(request)
    view = view_of(to.customer, request.user)
    texts = canned_texts_for(to.organisation.pk, "letter")
    chosen = next((text for text in texts if text.pk == number_in(request.GET.get("text", ""))), None)
    form = LetterForm(request.POST or None, answers=to.letter is not None, initial=_begun(request, to, view, chosen))
    shown, boxes = None, ""
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") != "send":
            shown = _preview(request, to, form.cleaned_data, view)
            boxes = _boxes(view.name + form.cleaned_data["subject"] + form.cleaned_data["body"])
        else:
            try:
                out = _send(request, to, form.cleaned_data)
            except HubError as error:
                add_refusal(form, error)
            else:
                return redirect("letter-out", out.message.reference)
    context = {
        "form": form, "to": to, "customer": view, "texts": texts, "chosen_text": chosen, "shown": shown, "boxes": boxes,
        "back_url": to.back, "rules": view.rules, "nowhere": _nowhere(view),
    }  # fmt: skip
    return render(request, "staff/letters/write.html", context)


def _nowhere(view: Any) -> bool:
    """Whether we can see that no address would take a letter; what is withheld may well do."""
    known = [point for point in view.contact_points if point.kind == "address" and point.is_current]
    return not view.address_withheld and all(point.bad_since for point in known)


def _boxes(text: str) -> str:
    """The characters that would be printed as boxes; none where letters are not set on paper here."""
    try:
        return characters_without_shape(text)
    except NoPress:
        return ""


def _begun(request: HttpRequest, to: _Addressee, view: Any, chosen: Any) -> dict[str, str]:
    today = london_date(timezone.now())
    values = {
        "name": view.name,
        "my_name": str(request.user),
        "organisation": to.organisation.name,
        "phone": to.organisation.phone,
        "today": day_in_words(today),
        "reference": format_reference((to.case or to.letter).reference) if to.case or to.letter else "",
        "received_on": day_in_words(to.letter.received_on) if to.letter else "",
        "service": to.letter.contact.service.title if to.letter and to.letter.contact.service else "",
    }
    words = filled(chosen.body, values) if chosen else f"Dear {view.name}\n\n"
    subject = chosen.title if chosen else ("Your letter" if to.letter else "")
    return {"subject": subject, "body": words, "kind": OutKind.ANSWER}


def _send(request: HttpRequest, to: _Addressee, said: dict[str, Any]) -> LetterOut:
    return write_letter(
        organisation=to.organisation, customer=to.customer, words=Words(said["subject"], said["body"]),
        kind=said.get("kind", OutKind.LETTER), letter=to.letter, case=to.case, actor=request.user, at=timezone.now(),
    )  # fmt: skip


class _Unsent:
    """A message that is not stored yet, as far as its paper needs one."""

    def __init__(self, organisation: Any, said: dict[str, Any], address: str, style: str) -> None:
        self.reference, self.organisation = "", organisation
        self.subject, self.body = said["subject"], said["body"]
        self.to_address, self.about_reference, self.language, self.letter_format = address, "", "en", style


def _preview(request: HttpRequest, to: _Addressee, said: dict[str, Any], view: Any) -> Any:
    address = next((point.shown for point in view.contact_points if point.kind == "address"), "Address on record")
    style = view.rules.letter_format if view.rules else LetterFormat.STANDARD
    unsent = _Unsent(to.organisation, said, "\n".join([view.name, *address.split(", ")]), style)
    out = LetterOut(written_by=request.user)
    return letter_html(paper_of(unsent, out, on=london_date(timezone.now())))


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter of ours: what it says, where it is, and what can be done about it."""
    out, user = letter_out_for(request.user, reference), request.user
    message = out.message
    context = {
        "out": out,
        "message_shown": message,
        "said": body_html(message.body),
        "standing": standing_of_out(out),
        "why_stopped": STOPPED.get(out.stopped_why, ""),
        "may_decide": out.stopped_at
        and message.state == "to_produce"
        and policies.may_decide_about_letter(user, message, hides_address=hides_an_address([message])),
        "may_return": policies.may_record_return(user, out.organisation_id) and message.state in ("sent", "delivered"),
        "may_undo": bool(out.returned_at) and policies.may_record_return(user, out.organisation_id),
        "returned_words": Reason(out.returned_why).label if out.returned_why else "",
        "may_see_paper": _may_see_paper(user, message),
    }
    audit_read(out, actor=user, at=timezone.now(), ground=GROUND)
    return render(request, "staff/letters/out.html", context)


def _may_see_paper(user: Any, message: Any) -> bool:
    """The address stands on it."""
    return user.has_power(policies.AT_RISK, message.organisation_id) or not hides_an_address([message])


@staff("contact.view")
@require_GET
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as a PDF; as a page to print where no PDF can be made. The reading is written down."""
    out, now = letter_out_for(request.user, reference), timezone.now()
    message = out.message
    if not _may_see_paper(request.user, message):
        raise NotAllowed("Only those who may see the address of a person at risk may open this letter.")
    day = london_date(out.run.made_at if out.run_id else out.posted_at or now)
    html = document(
        [letter_html(paper_of(message, out, on=day))], title=message.subject or "Letter", language=message.language
    )
    audit_read(out, actor=request.user, at=now, ground=GROUND, purpose="The letter as printed")
    try:
        printed = print_document(html)
    except NoPress:
        return on_paper(html)
    answer = HttpResponse(printed.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="letter-{format_reference(message.reference)}.pdf"'
    return kept_private(answer)
