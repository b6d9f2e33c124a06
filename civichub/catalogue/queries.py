"""Reads of the catalogue. What is published is for everyone; nothing here is personal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from civichub.catalogue import finding
from civichub.catalogue.models import (
    ImportBatch,
    ImportRow,
    Service,
    ServiceChannel,
    ServiceNotice,
    ServiceProvision,
    ServiceStandard,
)
from civichub.catalogue.shipped import Elsewhere, elsewhere
from civichub.catalogue.states import Audience, RowOutcome, Sensitivity, ServiceChannelKind, ServiceStatus
from civichub.core.prepared import Given, prepared

DIGITS = "0–9"


@dataclass(frozen=True)
class ServiceHit:
    """A service found, with the score that orders it (only comparable within one search)."""

    service: Service
    score: float


@dataclass(frozen=True)
class ServiceSearch:
    """What a search found, best first. With `close` False no service answers: say so, and offer `hits` as the nearest.

    `read_as` is the query with its spelling repaired, empty when nothing was. `elsewhere` says who does what was asked
    for, when that is nothing a council does.
    """

    hits: tuple[ServiceHit, ...]
    close: bool
    read_as: str = ""
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True)
class LetterGroup:
    """One letter of the A–Z and its services by title. Titles that begin with a digit stand under ``0–9``."""

    letter: str
    services: tuple[Service, ...]


@dataclass(frozen=True)
class MatrixRow:
    """One service and its cells by channel; a channel without a cell does not offer it."""

    service: Service
    cells: dict[str, tuple[ServiceChannel, ...]]


@dataclass(frozen=True)
class ChannelMatrix:
    """`columns` are (channel, label) of the channels in use, in their fixed order."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]


def live_services() -> QuerySet[Service]:
    """Every service people can be offered, by title."""
    return Service.objects.live()


def service_titles() -> list[tuple[int, str]]:
    """Id and title of every live service, by title: for lists to choose from."""
    return _titles()


@prepared
def _titles() -> QuerySet[Service]:
    return Service.objects.live().order_by("title", "pk").values_list("pk", "title")


def service_by_slug(slug: str) -> Service | None:
    """The live service with this slug, or None."""
    return Service.objects.live().filter(slug=slug).first()


def service_for_page(slug: str, *, at: datetime, channel: str) -> Service | None:
    """As `service_by_slug`, of those for the public, with what hangs on it: `has_channels`, `has_standards`, and
    `has_notices`, which is whether anything is in force in that channel. Most services have little of it, and need
    not be asked for each."""
    return next(iter(_for_page(slug=slug, at=at, channel=[channel])), None)


@prepared
def _for_page() -> QuerySet[Service]:
    here = {"service": OuterRef("pk")}
    notices = ServiceNotice.objects.in_force(Given("at")).filter(channels__overlap=Given("channel"))
    return (
        Service.objects.public()
        .filter(slug=Given("slug"))
        .annotate(
            has_channels=Exists(ServiceChannel.objects.filter(**here)),
            has_standards=Exists(ServiceStandard.objects.filter(**here)),
            has_notices=Exists(notices),
        )
    )


def services_with_lgsl() -> QuerySet[Service]:
    """Every service with a number in the Local Government Services List, whatever its state."""
    return Service.objects.exclude(lgsl_id=None)


def service_by_id(service_id: int) -> Service | None:
    """The service, whatever its state, or None."""
    return Service.objects.filter(pk=service_id).first()


def services_by_ids(service_ids: Iterable[int]) -> dict[int, Service]:
    """Services by id, whatever their state."""
    return Service.objects.in_bulk(list(service_ids))


def services_for_organisations(organisation_ids: Iterable[int], *, on: date) -> QuerySet[Service]:
    """Live services that any of these organisations provides on that day, by title."""
    provisions = ServiceProvision.objects.in_force(on).filter(organisation__in=list(organisation_ids))
    return Service.objects.live().filter(pk__in=provisions.values("service"))


def provisions_to_pass_on_to(service: Service, *, on: date) -> QuerySet[ServiceProvision]:
    """Who else could take a case of this service on that day: all who provide it, and every service for partners."""
    found = ServiceProvision.objects.in_force(on).filter(organisation__is_active=True)
    for_partners = Q(service__audience=Audience.PARTNERS, service__status=ServiceStatus.LIVE)
    found = found.filter(Q(service=service) | for_partners).select_related("service", "organisation", "team")
    return found.order_by("organisation__name", "service__title", "pk")


def services_for_partners() -> QuerySet[Service]:
    """Live services to which partners refer people, by title; the public is offered none of them."""
    return Service.objects.live().filter(audience=Audience.PARTNERS).order_by("title")


def services_for_parishes() -> QuerySet[Service]:
    """What a parish or town council may report or ask for: live ordinary services that have a form, by title."""
    found = Service.objects.live().filter(sensitivity=Sensitivity.ORDINARY).exclude(form_key="")
    return found.exclude(audience=Audience.PARTNERS).order_by("title")


def services_of_form(form_key: str) -> QuerySet[Service]:
    """Live services that begin with this form."""
    return Service.objects.live().filter(form_key=form_key)


def service_of_procedure(procedure_key: str) -> Service | None:
    """The live service whose cases go by this procedure, the oldest of several, or None."""
    return live_services().filter(procedure_key=procedure_key).order_by("pk").first()


def services_worked_by(team: Any) -> list[Service]:
    """Services, by title, whose new requests go to this team."""
    return list(Service.objects.filter(provisions__team=team).distinct().order_by("title"))


def teams_providing(service_id: int) -> list[int]:
    """The ids of the teams that provide a service, in any organisation."""
    found = ServiceProvision.objects.filter(service=service_id, team__isnull=False)
    return list(found.values_list("team", flat=True).distinct())


def provisions_of(service: Service, *, on: date) -> list[ServiceProvision]:
    """Who provides the service on that day, with organisation and team."""
    return list(service.provisions.in_force(on).select_related("organisation", "team").order_by("organisation__name"))


def standards_of(service: Service, *, provision: ServiceProvision | None = None) -> list[ServiceStandard]:
    """The promises that hold for the service: those of every provider, and those of `provision`."""
    held = service.standards.filter(provision=None)
    return list((held | service.standards.filter(provision=provision)) if provision else held)


def every_standard_of(service: Service) -> QuerySet[ServiceStandard]:
    """The promises about the service, of all its providers and of each, by key."""
    return service.standards.select_related("provision__organisation").order_by("key", "pk")


def a_to_z(*, organisation_ids: Iterable[int] | None = None, on: date) -> list[LetterGroup]:
    """Services for the public by first letter, over the partnership or those these organisations provide that day."""
    services = live_services() if organisation_ids is None else services_for_organisations(organisation_ids, on=on)
    services = services.exclude(audience=Audience.PARTNERS)
    groups: dict[str, list[Service]] = {}
    for service in sorted(services, key=lambda service: service.title.casefold()):
        first = service.title[0].upper()
        groups.setdefault(first if first.isalpha() else DIGITS, []).append(service)
    return [LetterGroup(letter, tuple(found)) for letter, found in sorted(groups.items())]


def search_services(
    text: str, *, organisation_id: int | None = None, on: date | None = None, limit: int = 10
) -> ServiceSearch:
    """The live services for the public nearest to what somebody typed, typing mistakes and everyday words included.

    With `organisation_id`, only services that it provides (on the day `on`, if given). Three or four queries; 10 ms of
    computing at the median, see docs/explanation/service-search.md for how good it is and where it fails.
    """
    found = finding.current_index().search(text, limit=200 if organisation_id else limit)
    services = Service.objects.public().in_bulk([hit.key for hit in found.hits])
    if organisation_id is not None:
        provisions = ServiceProvision.objects.all() if on is None else ServiceProvision.objects.in_force(on)
        offered = set(provisions.filter(organisation=organisation_id).values_list("service", flat=True))
        services = {key: service for key, service in services.items() if key in offered}
    hits = tuple(ServiceHit(services[hit.key], hit.score) for hit in found.hits if hit.key in services)[:limit]
    return ServiceSearch(
        hits,
        close=found.close and bool(hits) and hits[0].score >= found.line,
        read_as=found.read_as,
        elsewhere=elsewhere().get(found.elsewhere) if found.elsewhere is not None else None,
    )


def channel_matrix(
    *, on: date, organisation_ids: Iterable[int] | None = None, site_id: int | None = None
) -> ChannelMatrix:
    """Services by channel (A2), over the partnership or some organisations, at one site or everywhere.

    A cell without a provision holds for every provider of its service; a cell without a site for every site.
    """
    cells = ServiceChannel.objects.select_related("site", "provision__organisation")
    services = live_services()
    if organisation_ids is not None:
        wanted = list(organisation_ids)
        services = services_for_organisations(wanted, on=on)
        cells = cells.filter(provision=None) | cells.filter(provision__organisation__in=wanted)
    if site_id is not None:
        cells = cells.filter(site=None) | cells.filter(site=site_id)
    rows = []
    for service in services.prefetch_related(Prefetch("channels", queryset=cells, to_attr="cells")):
        by_channel: dict[str, list[ServiceChannel]] = {}
        for cell in service.cells:
            by_channel.setdefault(cell.channel, []).append(cell)
        if by_channel:
            rows.append(MatrixRow(service, {channel: tuple(found) for channel, found in by_channel.items()}))
    used = {channel for row in rows for channel in row.cells}
    return ChannelMatrix(tuple(choice for choice in ServiceChannelKind.choices if choice[0] in used), tuple(rows))


def recent_imports(*, limit: int = 50) -> list[ImportBatch]:
    """The latest import files, newest first."""
    return list(ImportBatch.objects.select_related("actor", "undone_by")[:limit])


def import_by_id(batch_id: int) -> ImportBatch | None:
    """One import, or None."""
    return ImportBatch.objects.select_related("actor").filter(pk=batch_id).first()


def import_problems(batch: ImportBatch) -> list[ImportRow]:
    """The rows that are not right, in file order; each names its fields and the fix."""
    return list(batch.rows.filter(outcome=RowOutcome.PROBLEM))


def services_matching(words: str = "", status: str = "") -> QuerySet[Service]:
    """Services whatever their state, by title: those with `words` in title, aliases or summary, or with that number."""
    found = Service.objects.select_related("owner").order_by("title", "pk")
    if status:
        found = found.filter(status=status)
    if words:
        matches = Q(title__icontains=words) | Q(summary__icontains=words) | Q(aliases__icontains=words)
        if words.isascii() and words.isdigit() and len(words) < 9:
            matches |= Q(lgsl_id=int(words))
        found = found.filter(matches)
    return found


def every_provision_of(service: Service) -> QuerySet[ServiceProvision]:
    """Who provides the service, now or another day, by organisation."""
    return service.provisions.select_related("organisation", "team").order_by("organisation__name", "pk")


def cells_of(service: Service) -> QuerySet[ServiceChannel]:
    """Every cell of the matrix for one service, by channel."""
    return service.channels.select_related("site", "provision__organisation").order_by("channel", "pk")


def import_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """Every row of an import, in file order."""
    return batch.rows.select_related("service").order_by("number")
