"""Telling the people of a case: each once, by the way that suits them, in their language, or noting why not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection

from civichub.cases.queries import CaseFacts
from civichub.cases.queries.telling import FollowerFacts
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import operation, require
from civichub.customers.queries import (
    CommunicationRules,
    addresses_for_sending,
    communication_rules,
    keeper_ids,
)
from civichub.delivery.addresses import clean_address, same_person_key
from civichub.delivery.operations import queue_message
from civichub.delivery.queries import error_words, working_channels
from civichub.delivery.states import Channel
from civichub.notifications import policies, queries
from civichub.notifications.choosing import Choice, NoWay, Way, choose_channel
from civichub.notifications.composing import CUSTOMER_TYPE, Person, case_draft, case_values, envelope
from civichub.notifications.models import Notice
from civichub.notifications.placeholders import event_kind
from civichub.organisations.queries import active_organisations


@dataclass(frozen=True)
class News:
    """What there is to tell. `occasion` names the fact behind it: one person is told of one occasion once.

    `values` fill placeholders that the case itself does not (``note``, ``question``, ``promise`` …).
    """

    event_key: str
    occasion: str
    values: Mapping[str, str] = field(default_factory=dict)


@operation
def tell_customer(*, facts: CaseFacts, news: News, actor: Any, at: datetime) -> Notice | None:
    """Tell whoever the case is for. None when nobody gave a name or an address: there is nobody to tell."""
    require(policies.may_tell(actor))
    if facts.customer_id is None and not facts.reporter_email and not facts.reporter_phone:
        return None
    person = _person(facts.customer_id, facts.reporter_name, facts.reporter_email, facts.reporter_phone)
    _one_at_a_time(news)
    return _tell(facts, news, person, actor=actor, at=at)


@operation
def tell_followers(
    *, facts: CaseFacts, news: News, followers: list[FollowerFacts], actor: Any, at: datetime
) -> list[Notice]:
    """Tell those who asked to be told, each once, and nobody who heard it as the reporter.

    When the case belongs to a person at risk, or to a sensitive service, followers hear nothing.
    """
    require(policies.may_tell(actor))
    _one_at_a_time(news)
    if facts.sensitive or _is_at_risk(facts.customer_id):
        return []
    reporter = _person(facts.customer_id, facts.reporter_name, facts.reporter_email, facts.reporter_phone)
    told = []
    for found in sorted(followers, key=lambda follower: follower.follower_id):
        person = _person(found.customer_id, found.name, found.email, found.phone, follower_id=found.follower_id)
        if not _same_person(person, reporter):
            told.append(_tell(facts, news, person, actor=actor, at=at))
    return told


def _same_person(one: Person, other: Person) -> bool:
    """By our record of them, or by an address that both gave."""
    same_email = bool(one.email) and one.email.casefold() == other.email.casefold()
    return one.recipient == other.recipient or same_email or (bool(one.phone) and one.phone == other.phone)


def _one_at_a_time(news: News) -> None:
    """Two jobs about one occasion wait for each other, so that both see whom the first has told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"occasion:{news.occasion}"])


def _person(customer_id: int | None, name: str, email: str, phone: str, *, follower_id: int | None = None) -> Person:
    """Merged records are one person; somebody without a record is who their address says."""
    if customer_id is not None:
        keeper = keeper_ids([customer_id]).get(customer_id, customer_id)
        recipient = f"{CUSTOMER_TYPE}:{keeper}"
        return Person(recipient, keeper, name, email, phone, follower_id)
    digest = hashlib.sha256((email or phone).strip().lower().encode()).hexdigest()[:32]
    return Person(f"address:{digest}", None, name, email, phone, follower_id)


def _is_at_risk(customer_id: int | None) -> bool:
    return customer_id is not None and communication_rules(customer_id).at_risk


@dataclass(frozen=True)
class _Told:
    """What came of trying: the message if there is one, the address on record that was used, and why."""

    why: str
    message_id: int | None = None
    contact_point_id: int | None = None


def _tell(facts: CaseFacts, news: News, person: Person, *, actor: Any, at: datetime) -> Notice:
    earlier = Notice.objects.filter(occasion=news.occasion, recipient=person.recipient).first()
    if earlier is not None:
        return earlier
    told = _choose_and_queue(facts, news, person, actor=actor, at=at)
    notice = Notice.objects.create(
        occasion=news.occasion,
        recipient=person.recipient,
        event_key=news.event_key,
        organisation_id=facts.organisation_id,
        case_id=facts.case_id,
        message_id=told.message_id,
        contact_point_id=told.contact_point_id,
        reason=told.why[:300],
        at=at,
    )
    done = "notice.given" if told.message_id else "notice.not_given"
    audit(done, notice, actor=actor, at=at, event=news.event_key, why=told.why)
    return notice


def _choose_and_queue(facts: CaseFacts, news: News, person: Person, *, actor: Any, at: datetime) -> _Told:
    rules = communication_rules(person.customer_id) if person.customer_id is not None else None
    language = rules.language if rules else queries.ENGLISH
    kind = event_kind(news.event_key)
    scope = {"language": language, "organisation_id": facts.organisation_id, "service_slug": facts.service_slug}
    texts = queries.texts_by_channel(news.event_key, **scope, at=at)
    choice = choose_channel(
        rules,
        partial(_ways, facts.case_id, person, rules, kind.label, actor, at),
        offered=texts.keys(),
        working=working_channels(),
        letters=kind.letters,
    )
    if isinstance(choice, NoWay):
        return _Told(choice.why)
    if message_id := _told_there_already(news, choice):
        return _Told("Told already, at the same address.", message_id)
    guarded = bool(rules and rules.at_risk)
    values = case_values(facts, person, choice, news.values, guarded=guarded)
    draft = case_draft(
        facts, person, choice, texts[choice.way.channel], kind, values, language=language, hides_address=guarded
    )
    message = queue_message(
        draft=draft,
        organisation=active_organisations().get(pk=facts.organisation_id),
        actor=actor,
        at=at,
        dedupe_key=f"{news.occasion}:{person.recipient}",
    )
    if message.state == "cancelled":
        return _Told(error_words(message))
    return _Told(choice.why, message.pk, choice.way.contact_point_id)


def _ways(
    case_id: int,
    person: Person,
    rules: CommunicationRules | None,
    label: str,
    actor: Any,
    at: datetime,
    channel: str,
) -> list[Way]:
    """The addresses of one channel, the best first, without any that news of this case came back from.

    What somebody typed for this case is used as typed unless it is one of their own on record; for a person at risk
    only proved addresses on record count, since anybody can type an address into a form.
    """
    typed = [way for way in _typed(person, channel) if not _came_back(case_id, way)]
    if rules is None:
        return typed
    known = [
        Way(channel, found.address, found.verified, "on their record", found.contact_point_id)
        for found in addresses_for_sending(rules.customer_id, channel=channel, purpose=label, actor=actor, at=at)
    ]
    known = [way for way in known if _usable(way, person.name)]
    if channel == Channel.LETTER:
        return known
    if rules.at_risk:
        return [way for way in known if way.verified]
    ours = {same_person_key(channel, way.address): way for way in known}
    matched = [ours[key] for way in typed if (key := same_person_key(channel, way.address)) in ours]
    return matched or typed or list(ours.values())


def _typed(person: Person, channel: str) -> list[Way]:
    address = {Channel.EMAIL: person.email, Channel.SMS: person.phone}.get(Channel(channel), "")
    way = Way(channel, address)
    return [way] if address and _usable(way, person.name) else []


def _came_back(case_id: int, way: Way) -> bool:
    return queries.came_back(case_id, way.channel, clean_address(way.channel, way.address))


def _usable(way: Way, name: str) -> bool:
    by_post = way.channel == Channel.LETTER
    try:
        clean_address(way.channel, envelope(way.address, name) if by_post else way.address)
    except Invalid:
        return False
    return True


def _told_there_already(news: News, choice: Choice) -> int | None:
    """The message by which this occasion went to the same address: reporter and follower may be one person."""
    channel, address = choice.way.channel, choice.way.address
    if channel == Channel.LETTER:
        return None  # two people of one household each get their letter
    wanted = clean_address(channel, address).casefold()
    sent = Notice.objects.filter(occasion=news.occasion, message__channel=channel)
    found = sent.values_list("message__to_address", "message")
    return next((message_id for there, message_id in found if there.casefold() == wanted), None)
