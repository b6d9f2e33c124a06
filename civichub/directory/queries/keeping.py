"""Reads for those who keep the record: the list, what is due, what waits, and the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from civichub.directory.assurance import Rules, standing_on
from civichub.directory.models import AssuranceRules, Change, Organization, Service, Suggestion, TaxonomyTerm
from civichub.directory.states import ServiceStatus, Standing


def rules_of(keeper_id: int) -> Rules:
    """The rules of ageing that hold for a keeper's records."""
    held = AssuranceRules.objects.filter(keeper=keeper_id).first()
    return held.rules if held else Rules()


def standing_of(service: Service, *, on: date) -> Standing:
    """How far a record can be relied on."""
    return standing_on(on, service.dates, rules_of(service.keeper_id))


def standing_filter(standing: str, *, on: date) -> Q:
    """The records that stand so on that day. `due` means within thirty days of the date, whatever a keeper's rules."""
    soon = on + timedelta(days=30)
    return {
        Standing.ASSURED: Q(assured_until__gt=soon),
        Standing.DUE: Q(assured_until__gt=on, assured_until__lte=soon),
        Standing.LAPSED: Q(assured_until__lte=on, unconfirmed_from__gt=on),
        Standing.UNCONFIRMED: Q(unconfirmed_from__lte=on, hidden_from__gt=on),
        Standing.HIDDEN: Q(hidden_from__lte=on),
    }.get(Standing(standing), Q())


def records(
    *, words: str = "", status: str = "", standing: str = "", keeper_id: int | None = None, term_id: int | None = None,
    on: date,
) -> QuerySet[Service]:  # fmt: skip
    """Every record, drafts and hidden ones included, that fits all that is given."""
    found = Service.objects.select_related("organization", "keeper", "feed")
    if words:
        found = found.filter(
            Q(name__icontains=words) | Q(alternate_name__icontains=words) | Q(organization__name__icontains=words)
        )
    if status == "draft":
        found = found.filter(is_published=False)
    elif status in ServiceStatus.values:
        found = found.filter(status=status, is_published=True)
    if standing in Standing.values:
        found = found.filter(standing_filter(standing, on=on))
    if keeper_id is not None:
        found = found.filter(keeper=keeper_id)
    if term_id is not None:
        found = found.filter(terms=term_id)
    return found


def waiting_counts(services: Iterable[Service]) -> dict[int, int]:
    """How many suggestions wait, by service."""
    rows = Suggestion.objects.filter(service__in=[one.pk for one in services], state="waiting")
    return dict(rows.order_by().values("service").annotate(n=Count("pk")).values_list("service", "n"))


def due_records(*, keeper_ids: Iterable[int], on: date) -> QuerySet[Service]:
    """Published records past their date or within thirty days of it, the longest overdue first."""
    due = Q(assured_until__lte=on + timedelta(days=30))
    mine = Service.objects.filter(due, keeper__in=list(keeper_ids), is_published=True)
    running = mine.exclude(status__in=[ServiceStatus.DEFUNCT, ServiceStatus.INACTIVE])
    return running.select_related("organization", "keeper").prefetch_related("asked")


def record_by_id(service_id: int) -> Service | None:
    """One record, whatever its state, or None."""
    return Service.objects.select_related("organization", "keeper", "feed").filter(pk=service_id).first()


def changes_of(service: Service) -> QuerySet[Change]:
    """Every change of a record, the latest first."""
    return service.changes.select_related("actor")


def change_by_id(change_id: int) -> Change | None:
    """One change with its record, or None."""
    return Change.objects.select_related("service").filter(pk=change_id).first()


def waiting_suggestions(keeper_ids: Iterable[int]) -> QuerySet[Suggestion]:
    """What waits for a decision of these keepers, the oldest first."""
    waiting = Suggestion.objects.filter(state="waiting", service__keeper__in=list(keeper_ids))
    return waiting.select_related("service__organization").order_by("at", "pk")


def suggestion_by_id(suggestion_id: int) -> Suggestion | None:
    """One suggestion with its record, or None."""
    return Suggestion.objects.select_related("service__organization").filter(pk=suggestion_id).first()


def organizations() -> QuerySet[Organization]:
    """Everybody who offers something, by name."""
    return Organization.objects.all()


def terms() -> QuerySet[TaxonomyTerm]:
    """Every kind of help, by list and name."""
    return TaxonomyTerm.objects.select_related("taxonomy")


def address_to_ask(service: Service) -> str:
    """Where the provider is asked: the address kept for that, else the service's own, else the organisation's."""
    held: Any = service.organization
    return held.keeper_email or service.email or held.email
