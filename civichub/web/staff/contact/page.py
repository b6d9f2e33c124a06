"""The page of a contact: who it is or might be, what they probably want and why, what holds where they live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.catalogue.models import NoticeChannel
from civichub.catalogue.notices import notices_for
from civichub.catalogue.queries import service_titles
from civichub.contacts.queries import get_contact_for, typed_in
from civichub.core.clocks import london_date
from civichub.customers.queries import family_ids, search_customers, view_of
from civichub.feedback.quality.policies import may_be_scored_by
from civichub.knowledge.prompting import Facts, age_on
from civichub.knowledge.prompts import prompts_for
from civichub.knowledge.queries import articles_of_service
from civichub.places.queries import suggest_addresses
from civichub.web.access import staff
from civichub.web.staff.case_words import stage_of
from civichub.web.staff.likely import Asker, what_they_probably_want
from civichub.web.staff.mail.asked import written_by_email

OF_ADJUSTMENTS = frozenset({"format", "adjustment"})
MOST_TYPED = 200


@staff("contact.view")
@require_GET
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Who it is, what they probably want and what they have open; or, for an unknown person, who it might be."""
    contact, now = get_contact_for(request.user, reference), timezone.now()
    context: dict[str, Any] = {"contact": contact, "asker": None}
    context["written"] = written_by_email(contact, request.user)
    if contact.customer_id:
        context |= _about_them(request.user, contact, now)
    else:
        words = _typed(request, "q", contact.caller)
        context |= {"words": words, "hits": search_customers(request.user, words) if words else []}
    about = dict(contact.case_links.values_list("case_id", "case__reference"))
    context |= {"linked": set(about), "about_references": set(about.values())}
    context["may_score"] = may_be_scored_by(request.user, contact)
    if contact.state != "closed":
        context |= {"services": service_titles(), "kept": typed_in(contact, "notes")}
        context["chosen"] = (_kept_service(context["kept"]) or contact.service_id,)
        context |= _while_it_goes_on(request, contact, context.get("asker"), now)
    return render(request, "staff/contact.html", context)


def _about_them(user: Any, contact: Any, now: datetime) -> dict[str, Any]:
    view = view_of(contact.customer, user)
    asker = Asker(user, contact, view, family_ids(contact.customer_id), now)
    likely = what_they_probably_want(asker) if contact.state != "closed" else []
    shown = {one.candidate.case_reference for one in likely}
    rest = [(case, stage_of(case)) for case in asker.cases if case.reference not in shown][:8]
    homes = (one for one in view.contact_points if one.kind == "address" and one.is_current and not one.withheld)
    postcode = next((one.postcode for one in homes), "")
    return {"customer": view, "asker": asker, "likely": likely, "cases": rest, "postcode": postcode}


def _while_it_goes_on(request: HttpRequest, contact: Any, asker: Asker | None, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {"notices": notices_of(contact, asker, _typed(request, "where"), now)}
    if contact.service_id:
        found["articles"] = articles_of_service(contact.service_id, contact.organisation_id, now)
    found["prompts"] = prompts_for(
        facts_of(contact, asker, now), organisation_id=contact.organisation_id,
        family=asker.family if asker else (), contact_reference=contact.reference, at=now,
    )  # fmt: skip
    found["where"] = _typed(request, "where")
    return found


def notices_of(contact: Any, asker: Asker | None, where: str, now: datetime) -> list[Any]:
    """What holds at the place they name, else at their own, else in the whole organisation.

    One service that is not as usual everywhere is told to those who ask about it: beside every other call it is noise.
    """
    place = next(iter(suggest_addresses(where, limit=1)), None) if where else None
    found = notices_for(
        at=now, channel=NoticeChannel.DESK, place=place, uprn=asker.uprn if asker and not place else "",
        organisation_id=contact.organisation_id,
    )  # fmt: skip
    return [one for one in found if not (one.everywhere and one.service_ids) or contact.service_id in one.service_ids]


def facts_of(contact: Any, asker: Asker | None, now: datetime) -> Facts:
    """What a prompt may know: only what this advisor may see of this person, and nothing that would be a guess."""
    asked = contact.service.slug if contact.service_id else ""
    if asker is None:
        return Facts(asked=asked, channel=contact.channel)
    return Facts(
        asked=asked,
        channel=contact.channel,
        age=None if asker.customer.is_deceased else age_on(asker.customer.date_of_birth, london_date(now)),
        has=frozenset(case.service.slug for case in asker.cases if not case.sensitive),
        adjustments=frozenset(need.code for need in asker.customer.needs if need.kind in OF_ADJUSTMENTS),
    )


@staff("contact.view")
@require_GET
def notices(request: HttpRequest, reference: str) -> HttpResponse:
    """The notices again: asked for whenever one is declared, changed or withdrawn, and for a place that is typed."""
    contact, now = get_contact_for(request.user, reference), timezone.now()
    asker = None
    if contact.customer_id:
        asker = Asker(request.user, contact, view_of(contact.customer, request.user), (), now)
    where = _typed(request, "where")
    context = {"contact": contact, "notices": notices_of(contact, asker, where, now), "where": where}
    return render(request, "staff/contact/notices.html", context)


def _typed(request: HttpRequest, name: str, otherwise: str = "") -> str:
    return request.GET.get(name, otherwise).replace("\x00", "")[:MOST_TYPED].strip()


def _kept_service(kept: Any) -> int | None:
    """The service that was chosen and not saved, as an id."""
    texts = kept.values.get("service", []) if kept else []
    return int(texts[0]) if texts and texts[0].isdigit() and len(texts[0]) < 18 else None
