"""The text to a visitor who is near the front of the line, and asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import operation, require
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import BeyondLimit, Channel
from civichub.frontdesk.keys import ticket_link
from civichub.frontdesk.queries import visit_in_line
from civichub.notifications import policies, queries
from civichub.notifications.placeholders import PLACEHOLDERS
from civichub.notifications.wording import render

NEAR = "visit_near"


@operation
def text_visitor(*, visit_id: int, actor: Any, at: datetime) -> Any:
    """Send the one text that a visitor agreed to; None when they are not waiting any more or never agreed.

    It says where and which ticket, never why they came. It goes at once, and not to a number that is being flooded.
    """
    require(policies.may_tell(actor))
    visit = visit_in_line(visit_id)
    if visit is None or visit.state != "waiting" or not visit.text_me:
        return None
    organisation = visit.desk.organisation
    text = queries.text_for(
        NEAR, channel=Channel.SMS, language=queries.ENGLISH, organisation_id=organisation.pk, service_slug="", at=at
    )
    if text is None:
        raise LookupError(f"the library has no text for {NEAR}")
    values = dict.fromkeys(PLACEHOLDERS, "") | {
        "ticket": visit.ticket, "ticket_link": ticket_link(visit.pk), "site": str(visit.desk),
        "organisation": organisation.name,
    }  # fmt: skip
    draft = Draft(
        channel=Channel.SMS, to_address=visit.phone, body=render(text.body, values), template_key=text.key,
        template_version=text.version, why_channel="Text message: the visitor agreed to one.", is_urgent=True,
        about=About("frontdesk.visit", visit.pk, visit.ticket),
    )  # fmt: skip
    message = queue_message(
        draft=draft, organisation=organisation, actor=actor, at=at, dedupe_key=f"{NEAR}:{visit.pk}",
        beyond_limit=BeyondLimit.DROP,
    )  # fmt: skip
    audit("visit.texted", message, actor=actor, at=at)
    return message
