"""The bar on every page of the desk: the contact in hand, those that wait, and the way to begin one."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from civichub.contacts.models import Channel
from civichub.contacts.queries import contacts_in_hand
from civichub.web.ui.navigation import address_of

AT_THE_DESK = (
    Channel.PHONE,
    Channel.COUNTER,
    Channel.SWITCHBOARD,
    Channel.WEB_ASSISTED,
    Channel.EMAIL,
    Channel.LETTER,
    Channel.PAPER_FORM,
    Channel.WEBCHAT,
    Channel.SOCIAL,
)
_WRITTEN = (Channel.EMAIL, Channel.LETTER, Channel.PAPER_FORM, Channel.SOCIAL)  # nobody is waiting on the line
_LOOKS = {"open": "live", "paused": "paused", "wrapping_up": "wrap-up"}


def contact_bar(user: Any) -> dict[str, Any]:
    """Template context of `ui/contact_bar.html`. One query for those who handle contacts, none for others."""
    if not user.holds_anywhere("contact.handle"):
        return {}
    in_hand = contacts_in_hand(user)
    channels = [(channel.value, channel.label) for channel in AT_THE_DESK]
    begin = {
        "begin_contact_url": address_of("contact-begin"), "contact_channels": channels, "begin_key": uuid.uuid4().hex,
    }  # fmt: skip
    live = next((contact for contact in in_hand if contact.state == "open"), in_hand[0] if in_hand else None)
    if live is None:
        return begin
    others = [contact for contact in reversed(in_hand) if contact.pk != live.pk]
    return begin | {"live_contact": _shown(live), "other_contacts": [_shown(one) for one in others]}


def _shown(contact: Any) -> dict[str, Any]:
    now, paused = timezone.now(), contact.pauses.all()
    away = sum(((pause.ended_at or now) - pause.started_at).total_seconds() for pause in paused)
    since = next((pause.started_at for pause in paused if pause.ended_at is None), None)
    return {
        "who": contact.customer.display_name if contact.customer else contact.caller,
        "channel": contact.get_channel_display(),
        "service": contact.service.title if contact.service else "",
        "reference": contact.reference,
        "url": reverse("contact", args=[contact.reference]),
        "started_at": contact.started_at,
        "is_timed": contact.channel not in _WRITTEN,
        "paused_seconds": int(away),
        "paused_since": since,
        "state": _LOOKS[contact.state],
        "pause_url": reverse("contact-pause", args=[contact.reference]),
        "resume_url": reverse("contact-turn", args=[contact.reference]),
        "wrap_up_url": reverse("contact-wrap-up", args=[contact.reference]),
    }
