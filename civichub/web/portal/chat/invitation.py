"""Whether the pages of the portal lead to webchat: to an advisor just now, or to leaving a message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from civichub.web.portal.visitor import front_door_of
from civichub.webchat.queries import invitation, setups_in_use


def chat_for(request: HttpRequest, service: Any = None, *, at: datetime) -> str:
    """Open or message, or nothing where the visitor's front door does not chat about this service.

    One statement while no organisation of the partnership chats, at most five else. It knows no blocks: the page that
    it leads to asks again.
    """
    setups = setups_in_use()
    door = front_door_of(request) if setups else None
    return invitation(setups.get(door.pk) if door else None, service, at=at)
