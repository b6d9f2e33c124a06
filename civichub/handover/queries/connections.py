"""Connections, how they are, and what goes where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.handover.models import Connection, Counterpart, Dispatch, Listing, Route
from civichub.handover.plugs.base import ERRORS

COUNTED = 20_000  # a count stops here: nobody needs to know how many more


@dataclass(frozen=True)
class Health:
    """How a connection is. `oldest`: since when the longest waiting dispatch waits. `state` is one word for a tag."""

    connection: Connection
    waiting: int
    oldest: datetime | None
    dead: int
    diverged: int
    unruled: tuple[str, ...]
    state: str
    error: str


def connections_of(user: Any) -> QuerySet[Connection]:
    """The connections that `user` may see and that have not ended, by name."""
    found = Connection.objects.visible_to(user).filter(ended_at=None)
    return found.select_related("organisation", "receiver")


def get_connection_for(user: Any, pk: int) -> Connection:
    """The connection, if `user` may see it. Raises `NotFound`."""
    found = Connection.objects.visible_to(user).select_related("organisation", "receiver").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def health_of(connection: Connection) -> Health:
    """Five small reads, each of an index on what is open."""
    unsent = Dispatch.objects.filter(connection=connection, state__in=["waiting", "sending", "unsure"])
    waiting = unsent.values("pk")[:COUNTED].count()
    first = unsent.order_by("occurred_at", "pk").values_list("created_at", flat=True).first()
    dead = Dispatch.objects.filter(connection=connection, state="dead").values("pk")[:COUNTED].count()
    apart = connection.counterparts.exclude(diverged_since=None).values("pk")[:COUNTED].count()
    unruled = statuses_without_a_rule(connection) if connection.fulfils else ()
    return Health(
        connection,
        waiting,
        first,
        dead,
        apart,
        unruled,
        _state(connection, bool(dead or apart or unruled)),
        ERRORS.get(connection.error, "") if connection.failing_since else "",
    )


def _state(connection: Connection, needs_somebody: bool) -> str:
    if connection.ended_at:
        return "Ended"
    if connection.paused_at:
        return "Paused"
    if connection.failing_since:
        return "Failing"
    if needs_somebody:
        return "Needs a person"
    return "Working" if connection.last_success_at else "Not used yet"


def statuses_without_a_rule(connection: Connection) -> tuple[str, ...]:
    """Status codes that they use and that mean nothing here yet."""
    known = connection.rules.values_list("code", flat=True)
    said = connection.counterparts.exclude(status="").exclude(status__in=known)
    return tuple(said.order_by("status").values_list("status", flat=True).distinct()[:20])


def routes_of(connection: Connection) -> QuerySet[Route]:
    """What goes there now, by service."""
    return connection.routes.filter(ended_at=None).select_related("service")


def routes_for(organisation_id: int, service_id: int) -> list[Route]:
    """Where cases of this service of this body go now, with their connections."""
    found = Route.objects.filter(
        organisation=organisation_id, service=service_id, ended_at=None, connection__ended_at=None
    )
    return list(found.select_related("connection"))


def open_connections() -> QuerySet[Connection]:
    """Every connection that is in use, of whichever body: for the jobs."""
    return Connection.objects.filter(ended_at=None, paused_at=None).select_related("organisation")


def connection_by_id(pk: int) -> Connection | None:
    """The connection, whatever its state, or None."""
    return Connection.objects.select_related("organisation").filter(pk=pk).first()


def connection_of_caller(account_id: int) -> Connection | None:
    """The connection whose system reports by the key of this account, unless it has ended."""
    return Connection.objects.filter(caller=account_id, ended_at=None).select_related("organisation").first()


def listings_of(user: Any) -> QuerySet[Listing]:
    """The services published by Open311 in the organisations whose hand-over `user` may see."""
    return Listing.objects.visible_to(user).live().select_related("organisation", "service")


def live_listings(organisation_id: int) -> QuerySet[Listing]:
    """What an organisation publishes by Open311 now, of services that are live and ordinary."""
    found = Listing.objects.live().filter(
        organisation=organisation_id, service__status="live", service__sensitivity="ordinary"
    )
    return found.select_related("organisation", "service").order_by("group", "service__title", "pk")


def publishing_organisations() -> list[str]:
    """The slugs of the organisations that publish anything by Open311."""
    found = Listing.objects.live().filter(organisation__is_active=True)
    return sorted(set(found.values_list("organisation__slug", flat=True)))


def open_divergences(user: Any, connection: Connection, *, limit: int = 50) -> list[Counterpart]:
    """The cases on which we and they disagree, the longest first, as far as `user` may see such cases."""
    found = connection.counterparts.exclude(diverged_since=None).select_related("case__service")
    if not user.has_power("case.view_sensitive", connection.organisation_id):
        found = found.filter(case__sensitive=False)
    return list(found.order_by("diverged_since", "pk")[:limit])
