"""What residents are told of a service that is not as usual: on its page, and while they report it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from civichub.catalogue.models import NoticeChannel
from civichub.catalogue.notices import notices_for
from civichub.places.queries import address_by_uprn
from civichub.web.portal.visitor import front_door_of, place_of


def notices_on_page(request: HttpRequest, service_id: int | None, *, at: datetime) -> list[Any]:
    """Notices about a service at the visitor's place; where we know none, about it anywhere in the organisation."""
    return _notices(request, service_id, place_of(request), at)


def notices_for_answers(
    request: HttpRequest, service_id: int | None, answers: dict[str, Any], *, at: datetime
) -> list[Any]:
    """As `notices_on_page`, at the address that was given in a form, once it was."""
    uprns = [value["uprn"] for value in answers.values() if isinstance(value, dict) and value.get("uprn")]
    place = address_by_uprn(str(uprns[0])) if uprns else None
    return _notices(request, service_id, place or place_of(request), at)


def _notices(request: HttpRequest, service_id: int | None, place: Any, at: datetime) -> list[Any]:
    door = front_door_of(request)
    return notices_for(
        at=at, channel=NoticeChannel.PORTAL, service_id=service_id, place=place, organisation_id=door and door.pk
    )
