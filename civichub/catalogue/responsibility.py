"""Which body provides a service at an address, with the reason in words: "which council does what" (A1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from civichub.catalogue.models import Service, ServiceProvision
from civichub.catalogue.states import PRECEDENCE, Level, ServiceStatus
from civichub.core.prepared import Given, prepared

OTHER_COUNCILS = "To find the council for any address, enter its postcode at www.gov.uk/find-local-council."


@dataclass(frozen=True)
class ProvisionAnswer:
    """Who provides a service there. `provision` is None when nobody in the partnership does, or none can be told yet.

    `reason` is a sentence that says why it is this body. `signpost` is where to go instead, or how to reach a body that
    does not run the service through the hub. `begins_here` says whether it can be begun in the hub. `needs_address` is
    True when it depends on the place and no place was given. `others` provide it there too, further down the order.
    """

    service: Service
    provision: ServiceProvision | None
    reason: str
    signpost: str = ""
    begins_here: bool = False
    needs_address: bool = False
    others: tuple[ServiceProvision, ...] = ()

    @property
    def organisation(self) -> Any:
        """The body, or None."""
        return self.provision.organisation if self.provision else None

    @property
    def team(self) -> Any:
        """The team of the body that does the work, or None."""
        return self.provision.team if self.provision else None


def responsible_body(service: Service, areas: Iterable[str | int], *, on: date) -> ProvisionAnswer:
    """Who provides `service` on that day in the place that lies in `areas`.

    `areas` are area codes (text: a GSS code, a ward, a patch) and ids of organisations (numbers) whose area it is; none
    at all means that no address is known. The parish comes before the district, the district before the county and an
    agency last; within one tier, a provision for named areas comes before one for the whole of an organisation's area.
    """
    return responsible_bodies([service], areas, on=on)[service.pk]


def responsible_bodies(
    services: Sequence[Service], areas: Iterable[str | int], *, on: date
) -> dict[int, ProvisionAnswer]:
    """The answers for several services at one place, by service id, in one query."""
    place = frozenset(areas)
    held = _provisions_of([service.pk for service in services], on)
    return {service.pk: _answer(service, held[service.pk], place) for service in services}


def provision_by(service: Service, organisation_ids: Iterable[int | None], *, on: date) -> ServiceProvision | None:
    """How the first of these bodies that provides `service` itself on that day does so, or None."""
    held = {provision.organisation_id: provision for provision in _provisions_of([service.pk], on)[service.pk]}
    return next((held[pk] for pk in organisation_ids if pk in held), None)


class ResponsibleBodies:
    """As `responsible_body` on one day for places by the thousand: who provides a service is read once for each."""

    def __init__(self, *, on: date) -> None:
        self._on, self._held = on, dict[int, list[ServiceProvision]]()

    def of(self, service: Service, areas: Iterable[str | int]) -> ProvisionAnswer:
        """Who provides `service` in the place that lies in `areas`."""
        if service.pk not in self._held:
            self._held |= _provisions_of([service.pk], self._on)
        return _answer(service, self._held[service.pk], frozenset(areas))


def _provisions_of(service_ids: Sequence[int], on: date) -> dict[int, list[ServiceProvision]]:
    """What active organisations provide on that day, by service id."""
    held: dict[int, list[ServiceProvision]] = {service_id: [] for service_id in service_ids}
    for provision in _in_force(services=list(service_ids), on=on):
        if provision.organisation.is_active:
            held[provision.service_id].append(provision)
    return held


@prepared
def _in_force() -> QuerySet[ServiceProvision]:
    found = ServiceProvision.objects.in_force(Given("on")).filter(service__among=Given("services"))
    return found.select_related("organisation", "team")


def _answer(service: Service, provisions: list[ServiceProvision], place: frozenset[str | int]) -> ProvisionAnswer:
    if service.status != ServiceStatus.LIVE:
        return ProvisionAnswer(service, None, f"{service} is not offered any more.", OTHER_COUNCILS)
    if not provisions:
        return ProvisionAnswer(service, None, f"Nobody in this partnership provides {service}.", OTHER_COUNCILS)
    if not place and len(provisions) > 1:
        return _ask_for_address(service, provisions)
    there = provisions if not place else [provision for provision in provisions if _covers(provision, place)]
    if not there:
        return _not_here(service, provisions)
    best, *others = sorted(there, key=_order)
    begins_here = not best.module or best.organisation.has_module(best.module)
    return ProvisionAnswer(
        service,
        best,
        _reason(service, best, others),
        signpost="" if begins_here else _how_to_reach(best),
        begins_here=begins_here,
        others=tuple(others),
    )


def _covers(provision: ServiceProvision, place: frozenset[str | int]) -> bool:
    """Named areas must hold the place, else the organisation's own area must. An agency without one is everywhere."""
    if provision.area_codes:
        return not place.isdisjoint(provision.area_codes)
    organisation = provision.organisation
    if provision.level == Level.AGENCY and not organisation.gss_code:
        return True
    return organisation.pk in place or (bool(organisation.gss_code) and organisation.gss_code in place)


def _order(provision: ServiceProvision) -> tuple[int, int, int, str]:
    """The most specific tier first, then the fewest named areas, then the name, so that equals stay in one order."""
    named = len(provision.area_codes)
    return PRECEDENCE[provision.level], 0 if named else 1, named, provision.organisation.name


def _reason(service: Service, best: ServiceProvision, others: list[ServiceProvision]) -> str:
    name, tier = best.organisation.name, Level(best.level).label.lower()
    if not others:
        return f"{name} is the only body that provides {service} here."
    runner_up = others[0]
    if runner_up.level == best.level:
        return f"{name} provides {service} for this part of the area, so it comes before {runner_up.organisation.name}."
    article = "An" if tier[0] in "aeiou" else "A"
    other_tier = Level(runner_up.level).label.lower()
    other_article = "an" if other_tier[0] in "aeiou" else "a"
    return (
        f"{name} provides {service} here. {article} {tier} comes before {other_article} {other_tier}, "
        f"and {runner_up.organisation.name} does what is left."
    )


def _how_to_reach(provision: ServiceProvision) -> str:
    organisation = provision.organisation
    ways = [provision.url, provision.phone or organisation.phone, provision.email or organisation.email]
    known = " or ".join(way for way in ways if way)
    reach = f" Reach them at {known}." if known else ""
    return f"{organisation.name} does not take this service through the hub yet.{reach}"


def _not_here(service: Service, provisions: list[ServiceProvision]) -> ProvisionAnswer:
    names = _in_words(sorted({provision.organisation.name for provision in provisions}))
    reason = f"Nobody in this partnership provides {service} at this address. {names} {_do(provisions)} elsewhere."
    return ProvisionAnswer(service, None, reason, OTHER_COUNCILS)


def _ask_for_address(service: Service, provisions: list[ServiceProvision]) -> ProvisionAnswer:
    return ProvisionAnswer(
        service,
        None,
        f"Who provides {service} depends on the address: {len(provisions)} bodies do, each for its own area.",
        "Enter a postcode or address.",
        needs_address=True,
    )


def _in_words(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _do(provisions: list[ServiceProvision]) -> str:
    return "does" if len({provision.organisation_id for provision in provisions}) == 1 else "do"
