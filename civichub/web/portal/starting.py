"""Beginning a form, with what we know of a resident who is signed in filled in already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from civichub.catalogue.queries import service_by_slug
from civichub.catalogue.states import Audience
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.core.references import format_reference, parse_reference
from civichub.customers.queries import CustomerView, own_customer, view_of
from civichub.forms.definition import Form, Question
from civichub.forms.engine import walk
from civichub.forms.operations import start_draft
from civichub.web.access import public
from civichub.web.portal.drafts import filling_of
from civichub.web.portal.gates import not_kept, of_a_draft
from civichub.web.portal.offers import offer_of
from civichub.web.portal.visitor import actor_of, front_door_of, place_of, resident_of


@public
@not_kept
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the form of a service; a service that cannot be begun here goes back to its page, which says why."""
    service = service_by_slug(slug)
    if service is None or service.audience == Audience.PARTNERS:
        raise NotFound
    now = timezone.now()
    offer = offer_of(service, request, at=now)
    if not offer.may_start or offer.form is None or offer.version is None:
        return redirect("service", slug=slug)
    answers = known_answers(offer.form, request) | _about(offer.form, request)
    context = {
        "service": service.pk,
        "front_door": getattr(front_door_of(request), "pk", None),
        "channel": "web",
        "known": _pages_known(offer.form, answers),
    }
    draft = start_draft(
        form_version=offer.version,
        organisation=offer.organisation,
        owner=resident_of(request),
        context=context,
        answers=answers,
        actor=actor_of(request),
        at=now,
    )
    first = walk(offer.form, draft.answers, today=london_date(now)).incomplete
    page = first[0] if first else offer.form.pages[0].key
    return redirect("form-page", draft.token, page)


def _about(form: Form, request: HttpRequest) -> dict[str, str]:
    """The case from whose page somebody came, where the form asks what it is about."""
    reference = parse_reference(request.POST.get("about", "")[:40])
    asked = [question.key for question in form.questions if question.maps_to == "case.about"]
    return {key: format_reference(reference) for key in asked} if reference else {}


def known_answers(form: Form, request: HttpRequest) -> dict[str, Any]:
    """What the visitor has told us before, by question, as the engine reads it: nobody is asked twice (WCAG 3.3.7)."""
    resident = resident_of(request)
    if resident is None:
        return {}
    customer = own_customer(resident)
    view = view_of(customer, resident) if customer else None
    place = place_of(request)
    found: dict[str, Any] = {}
    for question in form.questions:
        value = _known(question, view, resident.email)
        if value is None and question.maps_to == "customer.address" and question.type == "address" and place:
            value = {"uprn": place.uprn, "line1": place.one_line, "postcode": place.postcode}
        if value not in (None, "", {}):
            found[question.key] = value
    return found


def _known(question: Question, view: CustomerView | None, email: str) -> Any:
    if question.maps_to == "customer.email":
        return email
    if view is None:
        return None
    if question.maps_to == "customer.name":
        whole = {"first": view.given_name, "last": view.family_name}
        return whole if question.type == "name" else view.name
    if question.maps_to == "customer.date_of_birth" and view.date_of_birth:
        born = view.date_of_birth
        return {"day": str(born.day), "month": str(born.month), "year": str(born.year)}
    kind = {"customer.phone": "phone", "customer.address": "address"}.get(question.maps_to, "")
    point = next((one for one in view.contact_points if one.kind == kind and one.is_current and not one.withheld), None)
    if point is None:
        return None
    if kind == "phone":
        return point.shown
    if question.type == "postcode":
        return point.postcode
    return {"uprn": point.uprn, "line1": ", ".join(point.lines[:-1] or point.lines), "postcode": point.postcode}


def _pages_known(form: Form, answers: dict[str, Any]) -> list[str]:
    """Pages of which every question was filled in before it was asked: passed over, and shown in check answers."""
    return list(_whole_pages(form, answers))[:20]


def _whole_pages(form: Form, answers: dict[str, Any]) -> Iterator[str]:
    for page in form.pages:
        if page.questions and all(question.key in answers for question in page.questions):
            yield page.key


@public
@of_a_draft
@require_GET
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Go on with a form where it was left, from its own address or from the link in an email."""
    filling = filling_of(request, token)
    if filling.draft.state == "finished":
        return redirect(filling.url("sent"))
    return redirect(filling.resume_url)
