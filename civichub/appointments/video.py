"""Where an appointment by video is held: an address that is made or typed, and told to nobody but those in it."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from civichub.appointments.models import Way
from civichub.core.errors import Invalid

ROOM = "{room}"
_secure = URLValidator(schemes=["https"])


def check_link(link: str, *, field: str) -> None:
    """Raises `Invalid` for what is no address of a secure page."""
    try:
        _secure(link)
    except ValidationError:
        raise Invalid({field: "Enter an address that begins with https://"}) from None


def link_of(appointment: Any) -> str:
    """The link that this appointment should have: what it has, or one made from its kind; none when not by video.

    A room is made of 128 random bits, so that nobody can walk into another person's call by guessing.
    """
    if appointment.way != Way.VIDEO:
        return ""
    made = appointment.kind.video_address.replace(ROOM, secrets.token_urlsafe(16))
    return str(appointment.video_link or made)
