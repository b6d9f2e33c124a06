"""Links that somebody asked for: to follow a case, to go on with a form, and the welcome to an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from civichub.cases.queries import CaseFacts
from civichub.cases.queries.telling import FollowerFacts
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require
from civichub.core.references import format_reference
from civichub.delivery.addresses import same_person_key
from civichub.delivery.drafts import MAX_SUBJECT, About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.states import BeyondLimit, Channel
from civichub.notifications import policies, queries
from civichub.notifications.composing import CASE_TYPE, NEUTRAL_SERVICE, day_in_words
from civichub.notifications.links import track_link
from civichub.notifications.placeholders import PLACEHOLDERS, event_kind
from civichub.notifications.wording import render, render_line
from civichub.organisations.queries import active_organisations


@operation
def send_track_link(*, facts: CaseFacts, followers: list[FollowerFacts], email: str, actor: Any, at: datetime) -> Any:
    """Send the link to a case to `email` if it is the address of its reporter or of a follower; None otherwise.

    The page that asks says the same in both cases. Beyond the hourly limit nothing is sent.
    """
    require(policies.may_tell(actor))
    if _same(email, facts.reporter_email):
        follower = False
    elif any(_same(email, found.email) for found in followers):
        follower = True
    else:
        return None
    values = {
        "reference": format_reference(facts.reference),
        "service": NEUTRAL_SERVICE if facts.sensitive else facts.service_title,
        "organisation": facts.organisation_name,
        "phone": facts.organisation_phone,
        "track_link": track_link(facts.reference, follower=follower),
    }
    draft = _draft("track_link", email, values, facts.organisation_id, facts.service_slug, at)
    about = About(CASE_TYPE, facts.case_id, facts.reference)
    return _send(replace(draft, about=about, is_sensitive=facts.sensitive), facts.organisation_id, None, actor, at)


@operation
def send_draft_link(
    *, service: str, email: str, link: str, expires_on: date, organisation: Any, occasion: str, actor: Any, at: datetime
) -> Any:
    """Send the address that opens a saved form. Nobody on the staff can read it: it shows what was filled in."""
    require(policies.may_tell(actor))
    values = {
        "service": service,
        "organisation": organisation.name,
        "phone": organisation.phone,
        "resume_link": link,
        "expires": day_in_words(expires_on),
    }
    draft = replace(_draft("draft_saved", email, values, organisation.pk, "", at), is_secret=True)
    return _send(draft, organisation.pk, f"{occasion}:draft", actor, at)


@operation
def send_account_welcome(*, account: Any, actor: Any, at: datetime) -> Any:
    """Welcome somebody who opened an account, once. The greeting leaves the name out: anybody can type one."""
    require(policies.may_tell(actor))
    values = {"greeting": "Hello", "sign_in_link": f"{settings.PUBLIC_URL}{settings.LOGIN_URL}"}
    draft = _draft("account_welcome", account.email, values, None, "", at)
    return _send(draft, None, f"account_welcome:{account.pk}", actor, at)


def _same(one: str, other: str) -> bool:
    try:
        return bool(other) and same_person_key(Channel.EMAIL, one) == same_person_key(Channel.EMAIL, other)
    except Invalid:
        return False


def _draft(
    event_key: str, email: str, values: Mapping[str, str], organisation_id: int | None, service: str, at: datetime
) -> Draft:
    text = queries.text_for(
        event_key,
        channel=Channel.EMAIL,
        language=queries.ENGLISH,
        organisation_id=organisation_id,
        service_slug=service,
        at=at,
    )
    if text is None:
        raise LookupError(f"the library has no text for {event_key}")
    filled = dict.fromkeys(PLACEHOLDERS, "") | dict(values)
    return Draft(
        channel=Channel.EMAIL,
        to_address=email,
        subject=render_line(text.subject, filled, max_length=MAX_SUBJECT),
        body=render(text.body, filled),
        template_key=text.key,
        template_version=text.version,
        why_channel="Email: the address that asked for it.",
        is_urgent=event_kind(event_key).urgent,
    )


def _send(draft: Draft, organisation_id: int | None, key: str | None, actor: Any, at: datetime) -> Any:
    message = queue_message(
        draft=draft,
        organisation=active_organisations().get(pk=organisation_id) if organisation_id else None,
        actor=actor,
        at=at,
        dedupe_key=key,
        beyond_limit=BeyondLimit.DROP,
    )
    audit("link.sent", message, actor=actor, at=at, template=draft.template_key)
    return message
