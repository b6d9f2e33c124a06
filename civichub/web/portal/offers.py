"""Whether a service can be begun here and now: its form, and whose it is at the visitor's place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from civichub.cases.placing import Whereabouts, locate
from civichub.catalogue.responsibility import ProvisionAnswer, responsible_body
from civichub.catalogue.states import Reach
from civichub.core.clocks import london_date
from civichub.forms.definition import Form, Question
from civichub.forms.engine import for_organisation
from civichub.forms.models import FormVersion
from civichub.forms.queries import form_by_version, form_in_force
from civichub.web.portal.visitor import front_door_of, place_of


@dataclass(frozen=True)
class Offer:
    """`form` and `version` are None where there is no form in force; `may_start` says whether to show Start now."""

    answer: ProvisionAnswer
    organisation: Any
    form: Form | None = None
    version: FormVersion | None = None

    @property
    def may_start(self) -> bool:
        """A form, and a body that takes it here; where that depends on the place, the form itself may ask for it."""
        if self.form is None:
            return False
        if self.answer.provision is not None:
            return self.answer.begins_here
        return self.answer.needs_address and asks_where(self.form) is not None


def offer_of(service: Any, request: HttpRequest, *, at: datetime) -> Offer:
    """What the visitor is offered of `service`."""
    place = place_of(request)
    today = london_date(at)
    areas = locate(Whereabouts(uprn=place.uprn), on=today).areas if place else ()
    answer = responsible_body(service, areas, on=today)
    organisation = answer.organisation or front_door_of(request)
    version = form_in_force(service.form_key, organisation, at) if service.form_key else None
    if version is None or organisation is None:
        return Offer(answer, organisation)
    form = for_organisation(form_by_version(version.pk), organisation.slug)
    return Offer(answer, organisation, form, version)


def asks_where(form: Form) -> Question | None:
    """The question that says where the case is, if the form asks it."""
    return next((question for question in form.questions if question.maps_to == "case.location"), None)


def is_about_a_public_place(form: Form) -> bool:
    """Whether the form asks for a place on the map, and so not for anybody's home."""
    question = asks_where(form)
    return question is not None and question.type == "location" and not form.sensitive


def channels_of(service: Any, provision: Any) -> list[Any]:
    """Where else the service can be had: every cell of the matrix for everybody, and those of this provider."""
    cells = service.channels.filter(provision=None)
    if provision is not None:
        cells = cells | service.channels.filter(provision=provision)
    listed = cells.filter(reach__gte=Reach.SIGNPOST).exclude(channel="web").select_related("site__address")
    return list(listed)
