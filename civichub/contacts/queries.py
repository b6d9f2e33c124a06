"""Reads of contacts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from civichub.contacts.models import SELF_SERVICE, Channel, Contact, ContactOutcome, HandOff, Typed
from civichub.core.errors import NotFound
from civichub.core.prepared import Given, prepared
from civichub.core.references import parse_reference
from civichub.routing.booking import free_half_hours
from civichub.routing.queries import queue_for

NAMED = ("customer", "service", "organisation", "handled_by")


def contact_by_id(contact_id: int) -> Contact:
    """The contact an event names. For listeners, which act for the hub and not for a person."""
    return Contact.objects.get(pk=contact_id)


def contacts_in_hand(user: Any) -> list[Contact]:
    """The contacts this advisor has not closed, the newest first."""
    found = _in_hand(handler=user.pk)
    prefetch_related_objects(found, "pauses")
    return found


@prepared
def _in_hand() -> QuerySet[Contact]:
    unclosed = Contact.objects.filter(handled_by=Given("handler")).exclude(state="closed")
    return unclosed.select_related("customer", "service", "organisation").order_by("-started_at")[:20]


def get_contact_for(user: Any, reference: str) -> Contact:
    """The contact, if `user` may see it. Raises `NotFound` otherwise: the same for a missing one."""
    parsed = parse_reference(reference) or ""
    if user.kind == "resident" or user.is_system:
        found = list(Contact.objects.visible_to(user).filter(reference=parsed).select_related(*NAMED))
    else:
        found = _among_those(reference=parsed, own=list(user.organisations_with("contact.view")), reader=user.pk)
    if not found:
        raise NotFound("We cannot find that contact.")
    return found[0]


@prepared
def _among_those() -> QuerySet[Contact]:
    """`Contact.objects.visible_to` a colleague, whose organisations and own id each call brings."""
    seen = Q(organisation__among=Given("own")) | Q(handled_by=Given("reader"))
    return Contact.objects.filter(seen, reference=Given("reference")).select_related(*NAMED)


def contacts_of_customers(user: Any, customer_ids: Iterable[int], limit: int = 20) -> QuerySet[Contact]:
    """The latest contacts of these customer records that `user` may see."""
    found = Contact.objects.visible_to(user).filter(customer__in=list(customer_ids))
    return found.select_related("service", "organisation", "handled_by").order_by("-started_at")[:limit]


def recent_contact_count(customer_ids: Iterable[int], service_id: int | None, *, at: datetime, days: int) -> int:
    """How many earlier contacts these customers made about the service in the last `days` days."""
    since = at - timedelta(days=days)
    found = Contact.objects.filter(customer__in=list(customer_ids), service=service_id, direction="in")
    return found.filter(started_at__gte=since, started_at__lt=at).count()


def is_self_service(channel: str) -> bool:
    """Whether a channel counts as self-service: nobody of ours takes part (W Appendix 1's division)."""
    return Channel(channel) in SELF_SERVICE


def contact_page(user: Any) -> QuerySet[Contact]:
    """The contacts `user` may see, for a list by key."""
    return Contact.objects.visible_to(user).select_related("customer", "service", "organisation", "handled_by")


def channel_codes() -> frozenset[str]:
    """Every way in that a contact may be recorded by."""
    return frozenset(Channel.values)


def contact_in_line(pk: int) -> Contact | None:
    """The contact that an item of work is about. It opens nothing: its page asks who may see it."""
    return next(iter(_by_number(pk=pk)), None)


@prepared
def _by_number() -> QuerySet[Contact]:
    return Contact.objects.filter(pk=Given("pk"))


def typed_in(contact: Contact, place: str) -> Typed | None:
    """What was typed in one form of a contact and not sent. The caller has asked who may see the contact."""
    return Typed.objects.filter(contact=contact, place=place).select_related("by").first()


def said_to_be_done(contact: Contact) -> bool | None:
    """Whether its wrap-up says that what they came for was done in it; None before the wrap-up."""
    return contact.outcome == ContactOutcome.RESOLVED if contact.outcome else None


def was_handed_off(contact: Contact) -> bool:
    """Whether the person was passed on in it."""
    return HandOff.objects.filter(contact=contact).exists()


def contacts_begun(service_id: int, organisation_id: int, *, since: date, until: date) -> int:
    """How many contacts about a service an organisation had from `since` up to but not including `until`."""
    found = Contact.objects.filter(service=service_id, organisation=organisation_id)
    return found.filter(started_at__date__gte=since, started_at__date__lt=until).count()


def free_call_back_times(team: Any, contact: Contact, at: datetime) -> list[datetime]:
    """The half hours, by their begin, for which this team may promise one more call-back to whoever the contact is."""
    queue = queue_for(team.organisation, service=contact.service_id, slug=team.slug)
    return free_half_hours(queue, at) if queue else []
