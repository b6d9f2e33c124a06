"""Pages that say how the service works: accessibility, privacy, cookies, contact, help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.core.clocks import london_date
from civichub.organisations.models import OrganisationKind
from civichub.organisations.queries import active_organisations
from civichub.places.queries import sites
from civichub.routing.models import WorkKind
from civichub.routing.wait_scores import public_scores
from civichub.telephony.queries import video_relays
from civichub.web.access import public
from civichub.web.portal.chat.invitation import chat_for
from civichub.web.portal.visitor import front_door_of, place_of


def _page(template: str, **values: Any) -> Callable[[HttpRequest], HttpResponse]:
    def show(request: HttpRequest) -> HttpResponse:
        return render(request, f"portal/{template}.html", {"front_door": front_door_of(request), **values})

    return public(require_GET(show))


accessibility = _page("accessibility")
privacy = _page("privacy")
cookies = _page("cookies")
help_page = _page("help")
account_closed = _page("account/closed")


@public
@require_GET
def contact(request: HttpRequest) -> HttpResponse:
    """Every council of the partnership: telephone, email, address, and where people are seen."""
    councils = [one for one in active_organisations() if one.kind != OrganisationKind.AGENCY]
    order = {kind: at for at, kind in enumerate(OrganisationKind.values)}
    councils.sort(key=lambda one: (order[one.kind], one.name))
    now = timezone.now()
    today = london_date(now)
    scores = public_scores([one.pk for one in councils], now, channel=WorkKind.CALL)
    values = {
        "councils": [(one, scores.get(one.pk, "")) for one in councils],
        "sites": list(sites(kind="one_stop_shop", on=today)),
        "place": place_of(request),
        "chat": chat_for(request, at=now),
        "video_relays": video_relays(),
    }
    return render(request, "portal/contact.html", values)
