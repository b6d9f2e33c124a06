"""The bar on every page of the desk: the contact in hand, or the way to begin one."""

from __future__ import annotations

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
_LOOKS = {"open": "live", "paused": "paused", "wrapping_up": "wrap-up"}


def contact_bar(user: Any) -> dict[str, Any]:
    """Template context of `ui/contact_bar.html`. One query for those who handle contacts, none for others."""
    if not user.holds_anywhere("contact.handle"):
        return {}
    in_hand = contacts_in_hand(user)
    live = next((contact for contact in in_hand if contact.state == "open"), in_hand[0] if in_hand else None)
    if live is None:
        channels = [(channel.value, channel.label) for channel in AT_THE_DESK]
        return {"begin_contact_url": address_of("contact-begin"), "contact_channels": channels}
    paused = sum(((pause.ended_at or timezone.now()) - pause.started_at).total_seconds() for pause in live.pauses.all())
    return {
        "live_contact": {
            "who": live.customer.display_name if live.customer else live.caller,
            "channel": live.get_channel_display(),
            "service": live.service.title if live.service else "",
            "reference": live.reference,
            "url": reverse("contact", args=[live.reference]),
            "started_at": live.started_at,
            "paused_seconds": int(paused),
            "state": _LOOKS[live.state],
            "pause_url": reverse("contact-pause", args=[live.reference]),
            "resume_url": reverse("contact-resume", args=[live.reference]),
            "wrap_up_url": reverse("contact-wrap-up", args=[live.reference]),
        }
    }
