"""Taking a request for the person at hand: the service's own form, all open questions on one page, for quick typing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.cases.operations.intake import request_from_answers, take_request
from civichub.cases.operations.notes import ask_customer
from civichub.cases.queries.nearby import STAFF_RADIUS_METRES, similar_cases
from civichub.catalogue.models import NoticeChannel
from civichub.catalogue.notices import notices_for
from civichub.contacts.operations import identify_customer, keep_typed
from civichub.contacts.queries import get_contact_for, typed_in
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import HubError, Invalid
from civichub.core.idempotency import once
from civichub.forms.definition import Form
from civichub.forms.engine import for_organisation, kept_answers, raw_from_fields, validate_page, walk
from civichub.forms.queries import form_in_force, parsed
from civichub.knowledge.queries import articles_of_service
from civichub.messaging.operations.mail_settling import tie_to_case
from civichub.messaging.queries.mail import mail_of_contact
from civichub.web.access import staff
from civichub.web.portal.questions import PageForm, Surroundings
from civichub.web.staff.mail.asked import Written, filled_from, written_by_email


@dataclass(frozen=True)
class Asked:
    """The form as far as these answers lead: a block per open page, what is kept, and the papers still to come."""

    blocks: tuple[tuple[str, str, PageForm], ...]
    answers: dict[str, Any]
    complete: bool
    refusal: Any
    papers: tuple[str, ...]


@staff("case.open")
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the questions, page by page as the answers open them, and open the case with this contact."""
    contact, now = get_contact_for(request.user, reference), timezone.now()
    version = _version(contact, now)
    form, today = for_organisation(parsed(version), contact.organisation.slug), london_date(now)
    place = f"request-{contact.service_id}"
    kept = typed_in(contact, place) if request.method == "GET" else None
    typed = kept.values if kept else dict(request.POST.lists())
    written = written_by_email(contact, request.user)
    if written and request.method == "GET":
        audit_read(written.conversation, actor=request.user, at=now, ground="Making a case of an email")
    asked = ask(
        form, {**_known(form, contact, written), **typed}, today=today, typed=typed.get("shown", ()),
        judged=request.POST.getlist("shown") if "go" in request.POST else (),
    )  # fmt: skip
    if asked.complete and "go" in request.POST:
        try:
            _open(request, contact, form, version, asked, now)
            return redirect("mail", written.conversation.reference) if written else redirect("contact", reference)
        except HubError as error:
            messages.error(request, error.message)
    context = {
        "contact": contact,
        "service": contact.service,
        "written": written,
        "asked": asked,
        "key": request.POST.get("key") or f"{contact.reference}-{int(now.timestamp() * 1000)}",
        "similar": _similar(request, contact, form, asked, now),
        "articles": articles_of_service(contact.service_id, contact.organisation_id, now),
        "kept": kept,
        "keep_url": reverse("contact-typed", args=[contact.reference, place]),
        "notices": _notices(contact, now),
        "form_with_errors": next((block for *_, block in asked.blocks if block.errors), None),
    }
    return render(request, "staff/request.html", context)


def _version(contact: Any, now: Any) -> Any:
    if contact.state == "closed" or contact.service is None:
        raise Invalid({"service": "Choose what the contact is about first, while it is open."})
    version = form_of(contact, now)
    if version is None:
        raise Invalid({"service": f"{contact.service.title} has no form yet."})
    return version


def form_of(contact: Any, now: Any) -> Any:
    """The form in force of the service that a contact is about, or None: then no request can be taken yet."""
    if contact.service is None:
        return None
    return form_in_force(contact.service.form_key or "general-enquiry", contact.organisation, now)


def _notices(contact: Any, now: Any) -> list[Any]:
    """What people are told of this service, wherever: the form asks for the place, and it need not be their own."""
    return notices_for(
        at=now, channel=NoticeChannel.DESK, service_id=contact.service_id, organisation_id=contact.organisation_id
    )


def ask(
    form: Form,
    posted: dict[str, list[str]],
    *,
    today: date,
    judged: Collection[str],
    typed: Collection[str] = (),
) -> Asked:
    """Read what was typed into every page that is open, in order, and open the next one where it was enough.

    `judged` are the keys of the pages that were on the screen: only there does an empty box count as a mistake, and
    nothing is complete before all its pages were there. `typed` are those whose half-typed words are shown again
    without being judged.
    """
    blocks: list[tuple[str, str, PageForm]] = []
    answers: dict[str, Any] = {}
    papers: list[str] = []
    seen: set[str] = set()
    while True:
        way = walk(form, answers, today=today)
        page_key = next((key for key in way.pages if key not in seen), None)
        if page_key is None or way.refusal:
            break
        seen.add(page_key)
        page = form.page(page_key)
        files = {question.key for question in page.questions if question.type == "file"}
        clean, errors = validate_page(form, page_key, raw_from_fields(page, posted), answers=answers, today=today)
        faults = [fault for fault in errors if fault.question not in files]
        papers += [q.short or q.label for q in page.questions if q.key in files and q.required]
        was_shown = page_key in judged
        shown = PageForm(
            form, page, {**answers, **clean}, today=today, around=Surroundings(how="hand"),
            data=MultiValueDict(posted) if was_shown or page_key in typed else None, faults=faults if was_shown else (),
        )  # fmt: skip
        for key in files:  # nobody sends a file down a telephone line: what must be sent is asked for in writing
            shown.fields.pop(key, None)
        if len(files) < len(page.questions):
            blocks.append((page_key, page.title, shown))
        answers |= clean
        if faults:
            break
    way = walk(form, answers, today=today)
    missing = [key for key in way.incomplete if not _only_papers(form, key)]
    complete = not way.refusal and not missing and all(key in judged for key, *_ in blocks)
    return Asked(tuple(blocks), kept_answers(form, answers, today=today), complete, way.refusal, tuple(papers))


def _only_papers(form: Form, page_key: str) -> bool:
    return all(question.type == "file" or not question.required for question in form.page(page_key).questions)


def _known(form: Form, contact: Any, written: Written | None) -> dict[str, list[str]]:
    """Nobody says their name twice: what the contact, or their email, knows of the caller fills the boxes."""
    found = filled_from(written, form) if written else {}
    if contact.customer is None:
        return found
    for question in form.questions:
        if question.maps_to == "customer.name" and question.type == "name":
            found[f"{question.key}__first"] = [contact.customer.given_name]
            found[f"{question.key}__last"] = [contact.customer.family_name]
    return found


def _similar(request: HttpRequest, contact: Any, form: Form, asked: Asked, now: Any) -> list[Any]:
    known = request_from_answers(
        form, asked.answers, today=london_date(now), service=contact.service, front_door=None, channel=contact.channel
    )
    return similar_cases(
        service_id=contact.service_id, at=now, uprn=known.where.uprn, words=known.description,
        easting=known.where.easting, northing=known.where.northing, radius=STAFF_RADIUS_METRES, user=request.user,
    )  # fmt: skip


def _open(request: HttpRequest, contact: Any, form: Form, version: Any, asked: Asked, now: Any) -> None:
    wanted = request_from_answers(
        form, asked.answers, today=london_date(now), service=contact.service, front_door=contact.organisation,
        channel=contact.channel, form_version_id=version.pk, contact=contact, customer=contact.customer,
    )  # fmt: skip

    def act() -> str:
        case = take_request(request=wanted, actor=request.user, at=now)
        if contact.customer is None and case.customer is not None:
            identify_customer(contact=contact, customer=case.customer, actor=request.user, at=now)
        if asked.papers:
            ask_customer(case=case, question=f"Please send us: {', '.join(asked.papers)}.", actor=request.user, at=now)
        mail = mail_of_contact(request.user, contact.pk)
        if mail is not None and mail.case_id is None:
            tie_to_case(conversation=mail, case=case, actor=system_account(), at=now)
        keep_typed(contact=contact, place=f"request-{contact.service_id}", values={}, actor=request.user, at=now)
        return case.reference

    key = request.POST.get("key", "")[:200] or contact.reference
    opened, _ = once(scope=f"desk:{request.user.pk}", key=key, request=asked.answers, at=now, act=act)
    messages.success(request, f"The case is open. Its reference is {opened[:3]}-{opened[3:6]}-{opened[6:]}.")
