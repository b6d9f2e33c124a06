"""One letter that came: its pages beside what is known of the sender, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.cases.operations.follow import add_contact_to_case
from civichub.cases.queries import cases_of_customers, get_case_for
from civichub.catalogue.queries import service_by_id, service_titles
from civichub.contacts.operations import describe_contact, identify_customer
from civichub.core.audit import audit_read
from civichub.core.clocks import explain
from civichub.core.errors import NotFound
from civichub.core.proclaimed.queries import proclaimed_holidays
from civichub.customers.queries import family_ids, get_customer_for, search_customers, view_of
from civichub.messaging.letters import policies
from civichub.messaging.letters.states import LETTER
from civichub.messaging.models import LetterIn
from civichub.messaging.operations import letters_answering
from civichub.messaging.operations.letters_answering import Response
from civichub.messaging.queries.letters import letter_for, letter_standing, page_of_letter, standing_of_out
from civichub.messaging.standard import answer_due
from civichub.web.access import staff
from civichub.web.staff.case_words import stage_of
from civichub.web.staff.letters.sections import day_in, file_of, number_in, picture, tell

GROUND = "Letter to your organisation"


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter, who it is from, what they have with us, and its clock. The reading is written down."""
    letter, now = letter_for(request.user, reference), timezone.now()
    contact, user = letter.contact, request.user
    words, colour = letter_standing(letter, now)
    context: dict[str, Any] = {
        "letter": letter,
        "contact": contact,
        "pages": list(letter.pages.all()),
        "words": words,
        "colour": colour,
        "steps": [step.name for step in LETTER.steps_from(letter.state)],
        "may_answer": policies.may_answer_letter(user, letter),
        "may_write": contact.customer_id and policies.may_write_letter(user, letter.organisation_id),
        "ways": Response.choices,
        "sum": explain(answer_due("letter", letter.received_on, proclaimed_holidays())),
        "services": service_titles() if contact.state != "closed" else [],
        "chosen": (contact.service_id,),
        "replies": [(out, standing_of_out(out)) for out in letter.replies.select_related("message", "run")],
        "may_open_batch": letter.batch_id and user.has_power(policies.BRINGS_POST, letter.organisation_id),
    }
    if contact.customer_id:
        cases = cases_of_customers(user, family_ids(contact.customer_id), limit=10)
        context |= {"customer": view_of(contact.customer, user), "cases": [(case, stage_of(case)) for case in cases]}
        context["linked"] = {link.case_id for link in contact.case_links.all()}
    else:
        sought = request.GET.get("q", letter.sender).replace("\x00", "")[:200]
        context |= {"sought": sought, "hits": search_customers(user, sought) if sought.strip() else []}
    audit_read(letter, actor=user, at=now, ground=GROUND)
    return render(request, "staff/letters/letter.html", context)


@staff("contact.view")
@require_GET
def page(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    """A page of the letter as a picture."""
    return picture(page_of_letter(request.user, reference, place), small="small" in request.GET)


@staff("contact.view")
@require_GET
def original(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole scan from which the letter was taken. Other letters may be in it, so it is for the post room."""
    letter = letter_for(request.user, reference)
    if letter.batch is None or not policies.may_bring_post(request.user, letter.organisation_id):
        raise NotFound
    answer = file_of(letter.batch.path, letter.batch.name)
    audit_read(letter, actor=request.user, at=timezone.now(), ground=GROUND, purpose="The original file")
    return answer


@staff("contact.handle")
@require_POST
def act(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Say who it is from or what it is about, correct its receipt, answer, close or bring it back."""
    letter, post, now = letter_for(request.user, reference), request.POST, timezone.now()
    if step not in _STEPS:
        raise NotFound
    do, done = _STEPS[step]
    did = tell(request, lambda: do(letter, post, {"actor": request.user, "at": now}), done)
    if did and step in ("respond", "close") and letter.contact.state != "closed" and letter.contact.handled_by_id:
        return redirect("contact-wrap-up", letter.contact.reference)
    where = reverse("letter", args=[reference])
    return redirect(where if did else f"{where}#what-next")


def _identify(letter: LetterIn, post: Any, by: dict[str, Any]) -> None:
    customer = get_customer_for(by["actor"], post.get("customer", ""))
    identify_customer(contact=letter.contact, customer=customer, **by)


def _describe(letter: LetterIn, post: Any, by: dict[str, Any]) -> None:
    chosen, contact = number_in(post.get("service", "")), letter.contact
    service = service_by_id(chosen) if chosen else None
    describe_contact(contact=contact, service=service, reason=post.get("reason", ""), notes=contact.notes, **by)


def _about_case(letter: LetterIn, post: Any, by: dict[str, Any]) -> None:
    case = get_case_for(by["actor"], post.get("case", ""))
    add_contact_to_case(case=case, contact=letter.contact, **by)


def _respond(letter: LetterIn, post: Any, by: dict[str, Any]) -> None:
    letters_answering.record_response(
        letter=letter, kind=post.get("kind", ""), how=post.get("how", ""), note=post.get("note", ""), **by
    )


def _receipt(letter: LetterIn, post: Any, by: dict[str, Any]) -> None:
    day = day_in(post.get("received_on", "")) or letter.received_on
    letters_answering.correct_receipt(letter=letter, received_on=day, **by)


_STEPS: dict[str, tuple[Callable[[LetterIn, Any, dict[str, Any]], Any], str]] = {
    "identify": (_identify, "Now we know who it is from."),
    "describe": (_describe, "Kept."),
    "about-case": (_about_case, "The letter is with the case."),
    "respond": (_respond, "The letter is down as answered or acknowledged."),
    "receipt": (_receipt, "The date of receipt has been corrected, and the clock counted anew."),
    "close": (
        lambda letter, post, by: letters_answering.close_letter(letter=letter, note=post.get("note", ""), **by),
        "Closed without a reply.",
    ),
    "reopen": (lambda letter, post, by: letters_answering.reopen_letter(letter=letter, **by), "Brought back."),
}
