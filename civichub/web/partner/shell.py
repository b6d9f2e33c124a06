"""What every page of the partner portal has around it: the brand of the partner's own organisation, and its menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from civichub.cases.models import ReferralKind
from civichub.organisations.queries import active_organisations
from civichub.web.ui.brand import Brand
from civichub.web.ui.components import Link
from civichub.web.ui.navigation import NavEntry, address_of, build_navigation

POWERS = {ReferralKind.PERSON: "referral.make", ReferralKind.PARISH: "parish.report"}
MENU = (
    NavEntry("Sent", "partner-home"),
    NavEntry("Refer a person", "partner-refer", lambda user: user.holds_anywhere("referral.make")),
    NavEntry("Report for the parish", "partner-report", lambda user: user.holds_anywhere("parish.report")),
    NavEntry("Service levels", "service-levels"),
    NavEntry("Issues", "liaison-log"),
)


@dataclass(frozen=True)
class Sender:
    """For which organisation somebody sends, and what: people, or reports of a parish."""

    organisation: Any
    kind: str


def sender_of(request: HttpRequest, *kinds: str) -> Sender:
    """The organisation for which the reader may send the first of `kinds` that they may send. Raises 403 without."""
    for kind in kinds or tuple(POWERS):
        bodies = request.user.organisations_with(POWERS[ReferralKind(kind)])
        organisation = active_organisations().filter(pk__in=bodies).first()
        if organisation is not None:
            return Sender(organisation, kind)
    raise PermissionDenied("Your role sends nothing in for an organisation.")


def page(request: HttpRequest, template: str, values: dict[str, Any], sender: Sender) -> HttpResponse:
    """A page of the portal in the brand of the partner."""
    body = sender.organisation
    around = {
        "council": body,
        "brand": Brand(name=body.name, colour=body.brand_colour, phone=body.phone, email=body.email,
                       home_url=address_of("partner-home"), partnership=settings.PARTNERSHIP_NAME),
        "resident_navigation": build_navigation(MENU, user=request.user, path=request.path),
        "header_links": [Link("Your account", address_of("desk-account"))],
        "sender": sender,
        "chat_bar": None,
    }  # fmt: skip
    return render(request, template, around | values)
