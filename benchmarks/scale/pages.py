"""The busiest pages, each asked for as the person who uses it most, a different record every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from benchmarks.scale.metering import Cost, Meter
from civichub.accounts.models import User
from civichub.cases.models import Case
from civichub.contacts.models import Contact
from civichub.customers.models import ContactPoint, Customer
from civichub.notifications.links import track_link
from civichub.places.queries.addresses import sample_addresses

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"
SAMPLE = 200
TEXTS = (
    "cyclist pothole",
    "school crossing",
    "wheelchair pavement",
    "stopping crew bin",
    "neighbour gate",
    "verge surgery",
)


@dataclass(frozen=True)
class Page:
    """A page: its name, the aim in CPU-seconds per 1,000 if it has one, who asks, and the addresses to ask for."""

    name: str
    aim: float | None
    who: str
    addresses: list[str]


class Visitor:
    """Somebody's browser. Each answer gives the connection back to the pool, as serving does."""

    def __init__(self, who: str = "", **headers: str) -> None:
        self.client = Client(SERVER_NAME="localhost", headers=headers or None)
        if who:
            user = User.objects.get(email=f"{who}@brackenshire.example")
            Authenticator.objects.get_or_create(user=user, type="totp", defaults={"data": {"secret": "none"}})
            self.client.force_login(user, backend=SIGNED_IN_BY)

    def ask(self, address: str, expected: int = 200) -> Any:
        """The answer, or `RuntimeError` when it is not the expected one."""
        answer = self.client.get(address)
        connection.close()
        if answer.status_code != expected:
            raise RuntimeError(f"{address} answered {answer.status_code}: {answer.content[:300]!r}")
        return answer


def measure_pages(meter: Meter, times: int) -> Iterator[tuple[Page, Cost]]:
    """Every page in turn."""
    for page in busiest_pages():
        yield page, meter.cost(page.name, _asking(Visitor(page.who), page.addresses), times=times)


def baselines(meter: Meter, times: int) -> tuple[Cost, Cost]:
    """A `SELECT 1` through Django, and a page in the residents' layout that reads nothing."""

    def one(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchall()

    visitor = Visitor()
    return (
        meter.cost("SELECT 1 through Django", one, times=times * 5),
        meter.cost("page that reads nothing", _asking(visitor, ["/cookies/"]), times=times),
    )


def _asking(visitor: Visitor, addresses: list[str]) -> Callable[[int], Any]:
    return lambda number: visitor.ask(addresses[number % len(addresses)])


def busiest_pages() -> list[Page]:
    """The pages with their addresses; the records are drawn once, the same at every run over the same rows."""
    cases = _drawn(Case, organisation__slug="brackenshire", sensitive=False)
    contacts = _drawn(Contact, organisation__slug="brackenshire", channel="phone")
    customers = _drawn(Customer, at_risk=False)
    emails = _drawn(ContactPoint, kind="email", customer__at_risk=False)
    service = cases[0].service_id
    return [
        Page("staff home", None, "highways", ["/staff/"]),
        Page("open queue, 50 rows", 20, "highways", ["/staff/cases/"]),
        Page("queue, filtered", None, "highways", [_with("/staff/cases/", service=service, assignee="my-teams")]),
        Page("cases by text", 15, "highways", [_with("/staff/cases/", text=text, state="all") for text in TEXTS]),
        Page("case page", 8, "highways", [f"/staff/cases/{case.reference}/" for case in cases]),
        Page("customer by email", 10, "advisor", [_with("/staff/search/", q=point.value) for point in emails]),
        Page(
            "customer by name", None, "advisor",
            [_with("/staff/search/", q=f"{c.given_name} {c.family_name}") for c in customers],
        ),
        Page("customer page", None, "advisor", [f"/staff/customers/{c.reference}/" for c in customers]),
        Page("contact page", None, "advisor", [f"/staff/contacts/{c.reference}/" for c in contacts]),
        Page("portal, your place", None, "", [f"/home/{a.uprn}/" for a in sample_addresses(SAMPLE)]),
        Page("portal, track", None, "", [urlsplit(track_link(case.reference)).path for case in cases]),
        Page("channel report", None, "analyst", ["/staff/figures/"]),
    ]  # fmt: skip


def _with(path: str, **query: Any) -> str:
    return f"{path}?{urlencode(query)}"


def _drawn(model: Any, **conditions: Any) -> list[Any]:
    """Rows spread over the whole table, without sorting it."""
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first()
    dice = random.Random(model.__name__)
    keys = {dice.randint(1, last) for _ in range(SAMPLE * 20)}
    return list(model.objects.filter(pk__in=keys, **conditions).order_by("pk")[:SAMPLE])
