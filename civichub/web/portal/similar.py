"""Is it one of these? Reports near by that may be the same thing, and being told about one of them instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import system_account
from civichub.cases.models import Case
from civichub.cases.operations.follow import follow_case
from civichub.cases.queries import public_case, state_in_public
from civichub.cases.queries.nearby import Similar
from civichub.core.errors import HubError, NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.customers.queries import own_customer
from civichub.places.queries import nearest_street
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.drafts import Filling, filling_of
from civichub.web.portal.gates import of_a_draft
from civichub.web.portal.offers import asks_where
from civichub.web.portal.onward import onward, similar_to, whose_duty
from civichub.web.portal.visitor import came_from, resident_of
from civichub.web.ui.forms import EmailField, HubForm

SCOPE = "follow"
_signer = Signer(salt="civichub.similar")


@dataclass(frozen=True)
class LikelyReport:
    """Enough to tell whether it is the same: what, how far away, on which street, since when, and how far it is."""

    key: str
    title: str
    state: str
    street: str
    metres: int | None
    opened_at: Any


class FollowForm(HubForm):
    """Where to tell somebody who has not signed in."""

    email = EmailField(
        label="Your email address",
        hint="We only use it to tell you what happens with this report. You can stop it at any time.",
        missing="Enter an email address, so that we can tell you",
    )


@public
@of_a_draft
@require_GET
def look(request: HttpRequest, token: str) -> HttpResponse:
    """The likely ones, and the way on for somebody whose report is none of them."""
    filling = filling_of(request, token)
    page = _page_of_place(filling)
    changing = "change" in request.GET
    whose = whose_duty(filling)
    likely = similar_to(filling, whose) if whose else []
    if not likely:
        return redirect(onward(filling, page, changing=changing))
    values = {
        "filling": filling,
        "likely": [_shown(one) for one in likely],
        "onward_url": onward(filling, page, changing=changing),
        "back_url": filling.page_url(page),
    }
    return render(request, "portal/similar.html", values)


def _page_of_place(filling: Filling) -> str:
    question = asks_where(filling.form)
    if question is None:
        raise NotFound
    return filling.form.page_of(question.key).key


def _shown(one: Similar) -> LikelyReport:
    case = one.case
    metres = None if one.metres is None else max(10, round(one.metres, -1))
    return LikelyReport(
        key=_signer.sign(str(case.pk)),
        title=case.service.title,
        state=state_in_public(case),
        street=_street(case),
        metres=metres,
        opened_at=case.opened_at,
    )


def _street(case: Case) -> str:
    """The street by the address book: the words that somebody typed may name them or their neighbours."""
    try:
        street = nearest_street(case.easting or 0, case.northing or 0)
    except HubError:
        return ""
    return street.name if street else ""


@public
@of_a_draft
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """Be told about that report instead of making one. Whoever asks, the answer is the same."""
    filling = filling_of(request, token)
    case = _case_of(filling, key)
    resident = resident_of(request)
    form = FollowForm(request.POST) if request.method == "POST" else FollowForm()
    values = {"filling": filling, "form": form, "resident": resident, "back_url": filling.url("similar")}
    values |= {"service": filling.service, "state": state_in_public(case), "street": _street(case), "case": case}
    if request.method != "POST" or (resident is None and not form.is_valid()):
        if resident is not None:
            values["form"] = None
        return render(request, "portal/follow.html", values)
    customer = own_customer(resident) if resident else None
    email = resident.email if resident else form.cleaned_data["email"]
    keys = (came_from(request), email.lower())
    if too_many_tries(SCOPE, keys, at=filling.at):
        form.add_error("email", "You have asked to follow several reports. Wait five minutes, then try again.")
        return render(request, "portal/follow.html", values, status=429)
    actor = system_account()
    count_try(scope=SCOPE, keys=keys, actor=actor, at=filling.at)
    try:
        follow_case(case=case, customer=customer, email="" if customer else email, actor=actor, at=filling.at)
    except HubError as error:
        add_refusal(form, error)
        return render(request, "portal/follow.html", values)
    onward_url = onward(filling, _page_of_place(filling), changing=False)
    return render(request, "portal/following.html", {**values, "form": None, "email": email, "onward_url": onward_url})


def _case_of(filling: Filling, key: str) -> Case:
    try:
        case_id = int(_signer.unsign(key[:120]))
    except (BadSignature, ValueError):
        raise NotFound from None
    case = public_case(case_id, filling.service.pk)
    if case is None:
        raise NotFound
    return case
