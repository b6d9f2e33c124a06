"""Notices to teams and partners, for those that work from a mailbox: a reference and a link, nothing about a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civichub.accounts.queries import leaders_of
from civichub.cases.queries import CaseFacts
from civichub.cases.queries.referrals import sender_of
from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.operations import lock, operation, require
from civichub.core.references import format_reference
from civichub.delivery.drafts import About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import Channel, Purpose
from civichub.notifications import policies, queries
from civichub.notifications.composing import CASE_TYPE, NEUTRAL_SERVICE, day_in_words, team_values
from civichub.notifications.links import sent_link
from civichub.notifications.models import TeamNotice
from civichub.notifications.placeholders import PLACEHOLDERS, event_kind
from civichub.notifications.wording import render, render_line
from civichub.organisations.queries import active_organisations, partners_of, teams_of


@operation
def tell_team(*, facts: CaseFacts, event_key: str, occasion: str, actor: Any, at: datetime) -> Any:
    """Email the case's team, once for each occasion, or keep it for the team's next summary.

    None when it has no team, the team no address, or a summary comes: a council turns these notices off by leaving the
    team's email empty.
    """
    require(policies.may_tell(actor))
    team = teams_of([facts.organisation_id]).filter(pk=facts.team_id).first() if facts.team_id else None
    if team is None or not team.email:
        return None
    if team.digest_hours:
        TeamNotice.objects.get_or_create(
            occasion=occasion, team=team, defaults={"event_key": event_key, "case_id": facts.case_id, "at": at}
        )
        audit("team.noted", team, actor=actor, at=at, case=facts.case_id, event=event_key)
        return None
    told = email_staff(
        facts, event_key, team.email, team.name, f"organisations.team:{team.pk}", occasion, actor=actor, at=at
    )
    if told is not None:
        audit("team.told", team, actor=actor, at=at, case=facts.case_id, event=event_key)
    return told


@operation
def tell_leader(*, facts: CaseFacts, event_key: str, occasion: str, actor: Any, at: datetime) -> Any:
    """Email whoever leads the case's team, once for each occasion; None when it has no team, or the team no leader."""
    require(policies.may_tell(actor))
    leader = leaders_of([facts.team_id], at).get(facts.team_id) if facts.team_id else None
    if leader is None:
        return None
    told = email_staff(
        facts, event_key, leader.email, leader.name, f"accounts.user:{leader.pk}", occasion, actor=actor, at=at
    )
    if told is not None:
        audit("leader.told", leader, actor=actor, at=at, case=facts.case_id, event=event_key)
    return told


@operation
def tell_partners(*, facts: CaseFacts, event_key: str, occasion: str, actor: Any, at: datetime) -> list[Any]:
    """Email every partner whom the case concerns, once for each occasion: the body by whose front door it came, and
    those to whom an agreement in force names its service. One without a mailbox hears nothing."""
    require(policies.may_tell(actor))
    told = []
    found = partners_of(
        facts.organisation_id, front_door_id=facts.front_door_id, service_id=facts.service_id, on=london_date(at)
    )
    for partner, mailbox in found:
        message = _email_partner(facts, partner, mailbox, event_key, occasion, actor, at)
        if message is not None:
            told.append(message)
    return told


@operation
def tell_partner(
    *, facts: CaseFacts, organisation: Any, event_key: str, occasion: str, actor: Any, at: datetime, due_on: Any = None
) -> Any:
    """Email one partner whom the case concerns, once for each occasion; None for one that it concerns no longer, or
    that has no mailbox. `due_on` is the partner's own deadline, where it has one."""
    require(policies.may_tell(actor))
    found = partners_of(
        facts.organisation_id, front_door_id=facts.front_door_id, service_id=facts.service_id, on=london_date(at),
        with_every_service=not facts.sensitive,
    )  # fmt: skip
    mailbox = next((mailbox for partner, mailbox in found if partner.pk == organisation.pk), "")
    if not mailbox:
        return None
    return _email_partner(facts, organisation, mailbox, event_key, occasion, actor, at, due=day_in_words(due_on))


def _email_partner(
    facts: CaseFacts, partner: Any, mailbox: str, event_key: str, occasion: str, actor: Any, at: datetime, **more: str
) -> Any:
    """Whoever sent the case in reads it in their portal; others at the desk, as far as their agreement opens it."""
    recipient = f"organisations.organisation:{partner.pk}"
    if sender_of(facts.case_id) == partner:
        more["desk_link"] = sent_link(facts.reference)
    told = email_staff(facts, event_key, mailbox, partner.name, recipient, occasion, actor=actor, at=at, **more)
    if told is not None:
        audit("partner.told", partner, actor=actor, at=at, case=facts.case_id, event=event_key)
    return told


def email_staff(
    facts: CaseFacts, event_key: str, address: str, name: str, recipient: str, occasion: str, *, actor: Any,
    at: datetime, **more: str,
) -> Any:  # fmt: skip
    """Email somebody of the councils about a case, once for each occasion; None where there are no words for it.

    `recipient` names them for de-duplication; `more` are values of placeholders that `team_values` has not.
    """
    text = queries.text_for(
        event_key,
        channel=Channel.EMAIL,
        language=queries.ENGLISH,
        organisation_id=facts.organisation_id,
        service_slug=facts.service_slug,
        at=at,
    )
    if text is None:
        return None
    values = team_values(facts, name) | more
    draft = Draft(
        channel=Channel.EMAIL,
        to_address=address,
        to_name=name,
        subject=render_line(text.subject, values, max_length=200),
        body=render(text.body, values),
        recipient=recipient,
        recipient_verified=True,
        about=About(CASE_TYPE, facts.case_id, facts.reference),
        purpose=Purpose.STAFF,
        template_key=text.key,
        template_version=text.version,
        why_channel="Email: the mailbox of the team, partner or councillor.",
        is_sensitive=facts.sensitive,
    )
    short = recipient.removeprefix("organisations.")
    return queue_message(
        draft=draft,
        organisation=active_organisations().get(pk=facts.organisation_id),
        actor=actor,
        at=at,
        dedupe_key=f"{occasion}:{short}",
    )


@operation
def send_team_digest(*, team: Any, actor: Any, at: datetime) -> Any:
    """One email with everything that came to the team since its last summary; None when nothing did."""
    require(policies.may_tell(actor))
    team = lock(team)
    waiting = list(TeamNotice.objects.filter(team=team, message=None).select_related("case__service").order_by("at"))
    text = queries.text_for(
        "team_digest", channel=Channel.EMAIL, language=queries.ENGLISH, organisation_id=team.organisation_id,
        service_slug="", at=at,
    )  # fmt: skip
    if not waiting or not team.email or text is None:
        return None
    organisation = active_organisations().get(pk=team.organisation_id)
    values = dict.fromkeys(PLACEHOLDERS, "") | {"team": team.name, "organisation": organisation.name}
    values["digest"] = _lines(waiting)
    draft = Draft(
        channel=Channel.EMAIL,
        to_address=team.email,
        to_name=team.name,
        subject=render_line(text.subject, values, max_length=200),
        body=render(text.body, values),
        recipient=f"organisations.team:{team.pk}",
        recipient_verified=True,
        purpose=Purpose.STAFF,
        template_key=text.key,
        template_version=text.version,
        why_channel="Email: the team's summary at the hour it chose.",
    )
    key = f"digest:{team.pk}:{waiting[-1].pk}"
    message = queue_message(draft=draft, organisation=organisation, actor=actor, at=at, dedupe_key=key)
    TeamNotice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(message=message)
    audit("team.digest_sent", team, actor=actor, at=at, notices=len(waiting))
    return message


def _lines(waiting: Sequence[TeamNotice]) -> str:
    """A line for each notice, in the order in which they came: what, reference and service, no person."""
    lines = []
    for notice in waiting:
        service = NEUTRAL_SERVICE if notice.case.sensitive else notice.case.service.title
        label = event_kind(notice.event_key).label
        lines.append(f"{label}: {format_reference(notice.case.reference)}, {service}")
    return "\n".join(lines)
