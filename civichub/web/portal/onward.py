"""From one page of a form to the next: past what is known already, and by way of what the place has to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from civichub.cases.operations.intake import request_from_answers
from civichub.cases.placing import Place, locate
from civichub.cases.queries import similar_in_public
from civichub.cases.queries.nearby import Similar
from civichub.catalogue.responsibility import ProvisionAnswer, responsible_body
from civichub.catalogue.states import Sensitivity, ServiceClass
from civichub.core.errors import Invalid
from civichub.forms.definition import CHECK_ANSWERS
from civichub.forms.engine import next_page
from civichub.web.portal.drafts import Filling
from civichub.web.portal.offers import asks_where, is_about_a_public_place


@dataclass(frozen=True)
class Whose:
    """Where the case is, as far as the answers say, and whose duty it is there."""

    place: Place
    answer: ProvisionAnswer


def after_page(filling: Filling, page: str, *, changing: bool) -> str:
    """The address after `page` has been saved: elsewhere, "is it one of these?", or the next page."""
    question = asks_where(filling.form)
    if question is not None and filling.form.page_of(question.key).key == page and not filling.way.refusal:
        whose = whose_duty(filling)
        if whose is not None and whose.answer.provision is None and not whose.answer.needs_address:
            return filling.url("elsewhere")
        if whose is not None and similar_to(filling, whose):
            return filling.url("similar") + ("?change=1" if changing else "")
    return onward(filling, page, changing=changing)


def onward(filling: Filling, page: str, *, changing: bool) -> str:
    """The next page, passing over those that were filled in before anybody asked."""
    if filling.way.refusal and page == filling.way.pages[-1]:
        return filling.url("not-eligible")
    if changing:
        return filling.resume_url
    known = set(filling.context.get("known") or ())
    step = next_page(filling.form, filling.way.answers, page, today=filling.today)
    while step.page in known and step.page not in filling.way.incomplete:
        step = next_page(filling.form, filling.way.answers, step.page, today=filling.today)
    return filling.url("not-eligible") if step.refusal else filling.page_url(step.page or CHECK_ANSWERS)


def whose_duty(filling: Filling) -> Whose | None:
    """None while the answers do not say where."""
    wanted = request_from_answers(
        filling.form, filling.way.answers, today=filling.today, service=filling.service, front_door=None, channel="web"
    )
    try:
        place = locate(wanted.where, on=filling.today)
    except Invalid:
        return None
    return Whose(place, responsible_body(wanted.service, place.areas, on=filling.today))


def is_shown_in_public(service: Any, form: Any) -> bool:
    """Whether reports of this service may be shown to anybody: ordinary, simple, and about a place on the map."""
    ordinary = service.sensitivity == Sensitivity.ORDINARY and service.service_class == ServiceClass.SIMPLE
    return ordinary and is_about_a_public_place(form)


def similar_to(filling: Filling, whose: Whose) -> list[Similar]:
    """Open reports near by that may be the same thing; none for services that are nobody else's business."""
    place = whose.place
    if place.easting is None or place.northing is None or not is_shown_in_public(filling.service, filling.form):
        return []
    return similar_in_public(
        service_id=filling.service.pk,
        at=filling.at,
        easting=place.easting,
        northing=place.northing,
        words=place.words,
    )
