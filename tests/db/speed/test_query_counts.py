"""How many statements the busiest pages need, pinned: a loop that asks the database once a row shows here first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.world import World, make_case

MOST = {
    "/staff/": 11,
    "/staff/cases/": 9,
    "/staff/cases/?text=pothole&state=all": 11,
    "/staff/cases/{case}/": 21,  # to whom an agreement shows it, to whom it was handed over, what was paid: one each
    "/staff/search/?q=sam.reed@example.org": 14,
    "/staff/search/?q=sam+reed": 13,
    "/staff/customers/{customer}/": 28,  # files by email, and legal holds over merged records
    "/staff/contacts/{contact}/": 15,
}


@pytest.mark.parametrize("page", MOST)
def test_a_busy_page_asks_no_more_than_it_did(client: Client, world: World, page: str) -> None:
    made = [make_case(world, at=timezone.now() - timedelta(days=1, hours=hour)) for hour in range(3)]
    link = made[0].contact_links.get()
    client.force_login(world.people["advisor"], backend="allauth.account.auth_backends.AuthenticationBackend")
    address = page.format(
        case=made[0].reference, customer=getattr(made[0].customer, "reference", ""), contact=link.contact.reference
    )
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    assert len(seen) <= MOST[page], words_of(seen)


def words_of(seen: Any) -> str:
    """The statements one to a line, to be read when there are too many."""
    return "\n".join(str(query["sql"])[:200] for query in seen.captured_queries)
