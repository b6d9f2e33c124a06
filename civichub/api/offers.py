"""Services, their forms, and who provides them where."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from civichub.api.doors import needs
from civichub.cases.placing import Whereabouts, locate
from civichub.catalogue.queries import live_services, search_services, service_by_slug
from civichub.catalogue.responsibility import responsible_body
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.forms.queries import form_in_force, parsed

router = Router(tags=["Services"])
PAGE = 100


class ServiceOut(Schema):
    """A service. `lgsl_id` is its number in the Local Government Services List."""

    slug: str
    title: str
    summary: str
    lgsl_id: int | None
    service_class: str
    has_form: bool


class QuestionOut(Schema):
    """A question of a form. `options` are the values that may be sent; `parts` the parts of a composed answer."""

    key: str
    type: str
    label: str
    hint: str
    required: bool
    options: list[str]


class PageOut(Schema):
    """Questions that belong together, and whether they are asked depends on earlier answers."""

    key: str
    title: str
    conditional: bool
    questions: list[QuestionOut]


class FormOut(Schema):
    """A form in force."""

    key: str
    title: str
    version: int
    pages: list[PageOut]


class BodyOut(Schema):
    """Who provides a service at a place, and why."""

    organisation: str | None
    reason: str
    signpost: str


def _shape(service: Any) -> dict[str, Any]:
    return {
        "slug": service.slug,
        "title": service.title,
        "summary": service.summary,
        "lgsl_id": service.lgsl_id,
        "service_class": service.service_class,
        "has_form": bool(service.form_key),
    }


def _service(slug: str) -> Any:
    service = service_by_slug(slug)
    if service is None:
        raise NotFound("There is no live service with that slug.")
    return service


@router.get("/services", response=list[ServiceOut], summary="Live services, or those that match words")
def services(request: HttpRequest, q: str = Query("", max_length=200), after: str = Query("", max_length=140)) -> Any:
    """At most 100, by slug; `after` is the slug of the last one of the page before. `q` searches as residents type."""
    needs(request, "service.read")
    if q.strip():
        return [_shape(hit.service) for hit in search_services(q.replace("\x00", " ")).hits]
    return [
        _shape(service)
        for service in live_services().filter(slug__gt=after.replace("\x00", "")).order_by("slug")[:PAGE]
    ]


@router.get("/services/{slug}/form", response=FormOut, summary="The form of a service")
def form(request: HttpRequest, slug: str) -> Any:
    """The questions to answer in `POST /cases`."""
    key = needs(request, "service.read")
    version = form_in_force(_service(slug).form_key, key.organisation, timezone.now())
    if version is None:
        raise NotFound("This service has no form in force.")
    read = parsed(version)
    return {
        "key": read.key,
        "title": read.title,
        "version": version.number,
        "pages": [
            {
                "key": page.key,
                "title": page.title,
                "conditional": page.only_when is not None,
                "questions": [
                    {
                        "key": question.key,
                        "type": question.type,
                        "label": question.label,
                        "hint": question.hint,
                        "required": question.required,
                        "options": sorted(question.option_values),
                    }
                    for question in page.questions
                ],
            }
            for page in read.pages
        ],
    }


@router.get("/services/{slug}/responsible-body", response=BodyOut, summary="Which body provides it at a place")
def responsible(
    request: HttpRequest, slug: str, uprn: str = "", latitude: float | None = None, longitude: float | None = None
) -> Any:
    """By UPRN, or by WGS84 degrees."""
    needs(request, "service.read")
    today = london_date(timezone.now())
    place = locate(Whereabouts(uprn=uprn[:20].replace("\x00", ""), latitude=latitude, longitude=longitude), on=today)
    answer = responsible_body(_service(slug), place.areas, on=today)
    body = answer.organisation
    return {"organisation": body.slug if body else None, "reason": answer.reason, "signpost": answer.signpost}
