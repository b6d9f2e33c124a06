"""Notices to teams, for those that work from a mailbox: a reference and a link, nothing about a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases.queries import CaseFacts
from civichub.core.audit import audit
from civichub.core.operations import operation, require
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import Channel, Purpose
from civichub.notifications import policies, queries
from civichub.notifications.composing import CASE_TYPE, team_values
from civichub.notifications.wording import render, render_line
from civichub.organisations.queries import active_organisations, teams_of


@operation
def tell_team(*, facts: CaseFacts, event_key: str, occasion: str, actor: Any, at: datetime) -> Any:
    """Email the case's team, once for each occasion. None when it has no team, or the team no address: a council
    turns these notices off by leaving the team's email empty."""
    require(policies.may_tell(actor))
    team = teams_of([facts.organisation_id]).filter(pk=facts.team_id).first() if facts.team_id else None
    text = queries.text_for(
        event_key,
        channel=Channel.EMAIL,
        language=queries.ENGLISH,
        organisation_id=facts.organisation_id,
        service_slug=facts.service_slug,
        at=at,
    )
    if team is None or not team.email or text is None:
        return None
    values = team_values(facts, team.name)
    draft = Draft(
        channel=Channel.EMAIL,
        to_address=team.email,
        to_name=team.name,
        subject=render_line(text.subject, values, max_length=200),
        body=render(text.body, values),
        recipient=f"organisations.team:{team.pk}",
        recipient_verified=True,
        about=About(CASE_TYPE, facts.case_id, facts.reference),
        purpose=Purpose.STAFF,
        template_key=text.key,
        template_version=text.version,
        why_channel="Email: the team's own mailbox.",
        is_sensitive=facts.sensitive,
    )
    message = queue_message(
        draft=draft,
        organisation=active_organisations().get(pk=facts.organisation_id),
        actor=actor,
        at=at,
        dedupe_key=f"{occasion}:team:{team.pk}",
    )
    audit("team.told", team, actor=actor, at=at, case=facts.case_id, event=event_key)
    return message
