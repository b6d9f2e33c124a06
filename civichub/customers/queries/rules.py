"""What every outbound message must obey, and where it may go: asked by whatever sends, once for each message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from civichub.core.audit import audit_read
from civichub.core.errors import NotAllowed, NotFound
from civichub.customers.models import Consent, ContactKind, ContactPoint, Customer, Need
from civichub.customers.needs import Channel, NeedKind, language_name
from civichub.customers.queries.access import sheltered_among
from civichub.customers.queries.families import keeper_ids

DEFAULT_LANGUAGE = "en"
STANDARD_FORMAT = "standard"
LETTER_FORMATS = (
    "braille",
    "audio",
    "easy_read",
    "large_print",
)  # the one that most limits how it can be read comes first
_KINDS = {
    Channel.EMAIL: ContactKind.EMAIL,
    Channel.SMS: ContactKind.PHONE,
    Channel.PHONE: ContactKind.PHONE,
    Channel.LETTER: ContactKind.ADDRESS,
}


@dataclass(frozen=True)
class CommunicationRules:
    """What the customer needs of every message. Channels are ``email``, ``sms``, ``phone`` and ``letter``.

    `language` is an ISO 639 code; `interpreter` another, or empty; `letter_format` is ``standard``, ``large_print``,
    ``braille``, ``audio`` or ``easy_read``. `allowed_channels` are in the customer's order of preference.
    `why_forbidden` has a sentence for each closed channel. `quiet` and `adjustments` are sentences for whoever acts.
    `consents` are the purposes the customer has agreed to and not withdrawn. `at_risk`: say nothing, print nothing
    and show nothing that tells where this person lives, to them or to anybody.
    """

    customer_id: int
    language: str = DEFAULT_LANGUAGE
    interpreter: str = ""
    bsl: bool = False
    letter_format: str = STANDARD_FORMAT
    formats: tuple[str, ...] = ()
    allowed_channels: tuple[str, ...] = ()
    forbidden_channels: frozenset[str] = frozenset()
    why_forbidden: tuple[tuple[str, str], ...] = ()
    quiet: tuple[str, ...] = ()
    adjustments: tuple[str, ...] = ()
    consents: frozenset[str] = frozenset()
    at_risk: bool = False
    is_deceased: bool = False


@dataclass(frozen=True)
class SendingAddress:
    """Where one message may go: an email, an E.164 number, or the lines of an envelope joined by line breaks."""

    contact_point_id: int
    channel: str
    address: str
    verified: bool
    is_preferred: bool


def communication_rules(customer_id: int) -> CommunicationRules:
    """What must be obeyed for this customer, or for the record that absorbed theirs. Raises `NotFound`."""
    found = communication_rules_of([customer_id]).get(customer_id)
    if found is None:
        raise NotFound()
    return found


def communication_rules_of(customer_ids: Iterable[int]) -> dict[int, CommunicationRules]:
    """The rules of many customers in five queries, by the id that was asked for."""
    keepers = keeper_ids(customer_ids)
    customers = Customer.objects.in_bulk(set(keepers.values()))
    needs: dict[int, list[Need]] = defaultdict(list)
    for need in Need.objects.standing().filter(customer__in=customers):
        needs[need.customer_id].append(need)
    latest: dict[int, dict[str, bool]] = defaultdict(dict)
    for consent in Consent.objects.filter(customer__in=customers):
        latest[consent.customer_id][consent.purpose] = consent.given
    sheltered = sheltered_among(customers.values())
    rules = {
        pk: rules_from(customer, needs[pk], latest[pk], sheltered=pk in sheltered) for pk, customer in customers.items()
    }
    return {asked: rules[keeper] for asked, keeper in keepers.items()}


def rules_from(
    customer: Customer, needs: list[Need], consents: dict[str, bool], *, sheltered: bool
) -> CommunicationRules:
    """The rules that follow from standing needs and the latest consents (purpose to given)."""
    closed = [(channel, need) for need in needs for channel in Channel if channel in need.type.forbids]
    reasons: dict[str, str] = {}
    for channel, need in closed:
        reasons.setdefault(channel, _in_words(need))
    if customer.is_deceased:
        reasons = dict.fromkeys(Channel.values, "The customer has died. Write to the person who acts for the estate.")
    formats = tuple(need.code for need in needs if need.kind == NeedKind.FORMAT)
    wishes = sorted(Channel.values, key=lambda channel: channel != customer.preferred_channel)
    return CommunicationRules(
        customer_id=customer.pk,
        language=_value(needs, "language") or customer.preferred_language or DEFAULT_LANGUAGE,
        interpreter=_value(needs, "interpreter"),
        bsl=any(need.kind == NeedKind.BSL for need in needs),
        letter_format=next((code for code in LETTER_FORMATS if code in formats), STANDARD_FORMAT),
        formats=formats,
        allowed_channels=tuple(channel for channel in wishes if channel not in reasons),
        forbidden_channels=frozenset(reasons),
        why_forbidden=tuple(sorted(reasons.items())),
        quiet=tuple(_in_words(need) for need in needs if need.type.quiet),
        adjustments=tuple(_in_words(need) for need in needs if not need.type.quiet and need.kind != NeedKind.LANGUAGE),
        consents=frozenset(purpose for purpose, given in consents.items() if given),
        at_risk=sheltered,
        is_deceased=customer.is_deceased,
    )


def _value(needs: list[Need], code: str) -> str:
    return next((need.value for need in reversed(needs) if need.code == code), "")


def _in_words(need: Need) -> str:
    told = f" {need.note.rstrip('.')}." if need.note else ""
    language = f" Language: {language_name(need.value)}." if need.value else ""
    return f"{need.type.label}: {need.type.instruction}{language}{told}"


def addresses_for_sending(
    customer_id: int, *, channel: str, purpose: str, actor: Any, at: datetime
) -> list[SendingAddress]:
    """Where a message may go by `channel`, the best first; empty when a rule forbids it or nothing usable is known.

    The one way to a sheltered person's address, and only for the hub's own account, which sends: anybody else gets
    `NotAllowed`. `purpose` says in words what is sent; the read is recorded with it. Ended addresses are never
    returned, so nothing about a move reaches the old one.
    """
    if not getattr(actor, "is_system", False):
        raise NotAllowed("Only the hub's own account may read addresses to send to.")
    if not purpose.strip():
        raise NotAllowed("Say what is being sent before you read an address.")
    rules = communication_rules(customer_id)
    if channel not in rules.allowed_channels:
        return []
    usable = ContactPoint.objects.live().filter(
        customer=rules.customer_id, kind=_KINDS[Channel(channel)], bad_since=None
    )
    if channel == Channel.SMS:
        usable = usable.filter(is_mobile=True)
    if channel == Channel.LETTER:
        usable = usable.exclude(Q(postcode="") & Q(lines=[]))
    points = list(usable.order_by("-is_preferred", "-verified_at", "-valid_from", "pk"))
    points.sort(key=lambda point: (not point.is_preferred, point.verified_at is None))
    if points:
        customer = Customer(pk=rules.customer_id)
        audit_read(customer, actor=actor, at=at, ground=f"Sending by {channel}", purpose=purpose)
    return [
        SendingAddress(point.pk, channel, _envelope(point), point.verified_at is not None, point.is_preferred)
        for point in points
    ]


def point_sent_to(contact_point_id: int, *, actor: Any) -> ContactPoint | None:
    """The address a message went to, if it is still the customer's: for marking it bad when the message came back."""
    if not getattr(actor, "is_system", False):
        raise NotAllowed("Only the hub's own account may read addresses to send to.")
    return ContactPoint.objects.live().filter(pk=contact_point_id).first()


def _envelope(point: ContactPoint) -> str:
    if point.kind == ContactKind.ADDRESS:
        return "\n".join(filter(None, (*point.lines, point.postcode)))
    return point.normalised
