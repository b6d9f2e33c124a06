"""Telling people about their appointments: by the way that suits them, once for each thing that happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from civichub.appointments.operations import note_not_told
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require
from civichub.core.references import format_reference
from civichub.customers.queries import CommunicationRules, addresses_for_sending, communication_rules
from civichub.delivery.addresses import clean_address, same_person_key
from civichub.delivery.drafts import MAX_SMS, MAX_SUBJECT, About, Draft
from civichub.delivery.operations import queue_message
from civichub.delivery.queries import error_words, working_channels
from civichub.delivery.states import Channel
from civichub.notifications import policies, queries
from civichub.notifications.choosing import Choice, NoWay, Way, choose_channel
from civichub.notifications.composing import CUSTOMER_TYPE, envelope
from civichub.notifications.placeholders import PLACEHOLDERS, event_kind
from civichub.notifications.shipped import Text
from civichub.notifications.wording import render, render_line

NEUTRAL = "Your appointment"
GIVEN = "given with this appointment"


@dataclass(frozen=True)
class VisitNews:
    """What there is to tell about an appointment, or a wish for one. `occasion` names the fact: it is told once.

    `when` and `where` in words; `values` fill the placeholders that only this news has.
    """

    event_key: str
    occasion: str
    when: str
    where: str
    values: Mapping[str, str]


@operation
def tell_of_appointment(*, appointment: Any, news: VisitNews, actor: Any, at: datetime) -> Any:
    """Tell whoever has the appointment, or wishes for one (`Wish`). The message; or None when none could be sent, with
    a note on the appointment that somebody must call.
    """
    require(policies.may_tell(actor))
    rules = communication_rules(appointment.customer_id) if appointment.customer_id else None
    kind, language = event_kind(news.event_key), rules.language if rules else queries.ENGLISH
    texts = queries.texts_by_channel(
        news.event_key, language=language, organisation_id=appointment.organisation_id,
        service_slug=appointment.kind.service.slug, at=at,
    )  # fmt: skip
    choice = choose_channel(
        rules, partial(_ways, appointment, rules, kind.label, actor, at), offered=texts.keys(),
        working=working_channels(), letters=kind.letters,
    )  # fmt: skip
    if isinstance(choice, NoWay):
        return _not_told(appointment, choice.why, actor, at)
    draft = _draft(appointment, news, choice, texts[choice.way.channel], guarded=bool(rules and rules.at_risk))
    message = queue_message(
        draft=draft, organisation=appointment.organisation, actor=actor, at=at,
        dedupe_key=f"{news.occasion}:{appointment.pk}",
    )  # fmt: skip
    if message.state == "cancelled":
        return _not_told(appointment, error_words(message), actor, at)
    audit("appointment.told", appointment, actor=actor, at=at, event=news.event_key, why=choice.why)
    return message


def _not_told(appointment: Any, why: str, actor: Any, at: datetime) -> None:
    note_not_told(appointment=appointment, why=why, actor=actor, at=at)


def _ways(
    appointment: Any, rules: CommunicationRules | None, label: str, actor: Any, at: datetime, channel: str
) -> list[Way]:
    """What they gave with the appointment, then what is on record; of a person at risk only what they proved."""
    given = {Channel.EMAIL: appointment.email, Channel.SMS: appointment.phone}.get(Channel(channel), "")
    typed = [Way(channel, given, source=GIVEN)] if given and _usable(channel, given) else []
    if rules is None:
        return typed
    found = addresses_for_sending(rules.customer_id, channel=channel, purpose=label, actor=actor, at=at)
    known = [Way(channel, one.address, one.verified, "on their record", one.contact_point_id) for one in found]
    if rules.at_risk and channel != Channel.LETTER:
        return [way for way in known if way.verified]
    ours = {} if channel == Channel.LETTER else {same_person_key(channel, way.address): way for way in known}
    return [ours.get(same_person_key(channel, way.address), way) for way in typed] or known


def _usable(channel: str, address: str) -> bool:
    try:
        clean_address(channel, address)
    except Invalid:
        return False
    return True


def _draft(appointment: Any, news: VisitNews, choice: Choice, text: Text, *, guarded: bool) -> Draft:
    """Of a sensitive service, and of a person at risk, a message says neither what for nor where."""
    way, sensitive = choice.way, appointment.kind.is_sensitive
    by_post, named = way.channel == Channel.LETTER, way.verified and appointment.name
    values = dict.fromkeys(PLACEHOLDERS, "") | {
        "greeting": f"Dear {appointment.name}" if named else "Hello",
        "reference": format_reference(appointment.reference),
        "appointment": NEUTRAL if guarded or sensitive else appointment.kind.name,
        "organisation": appointment.organisation.name,
        "phone": appointment.organisation.phone,
        "when": news.when,
        "where": news.where,
        "bring": "" if guarded or sensitive else appointment.kind.bring,
        **news.values,
    }
    hidden = {"where", "wants"} if guarded else set()
    values |= dict.fromkeys(hidden | ({"manage_link", "wait_link"} if by_post else set()), "")
    body = render(text.body, values)
    return Draft(
        channel=way.channel,
        to_address=envelope(way.address, appointment.name) if by_post else way.address,
        subject=render_line(text.subject, values, max_length=MAX_SUBJECT),
        body=body[:MAX_SMS] if way.channel == Channel.SMS else body,
        to_name=appointment.name if way.verified else "",
        recipient=f"{CUSTOMER_TYPE}:{appointment.customer_id}" if appointment.customer_id else "",
        recipient_verified=way.verified,
        carries_public_text=bool(named and "greeting" in text.body),
        language=text.language,
        letter_format=choice.letter_format,
        about=About(appointment._meta.label_lower, appointment.pk, appointment.reference),
        template_key=text.key,
        template_version=text.version,
        why_channel=choice.why,
        is_urgent=event_kind(news.event_key).urgent,
        is_sensitive=sensitive,
        hides_address=guarded,
    )
