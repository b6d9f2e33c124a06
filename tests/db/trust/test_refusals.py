"""What the hub refuses whoever asks: a page that writes, a form from elsewhere, a way out, a borrowed name."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from civichub.accounts.roles import Role
from civichub.frontdesk.models import DeskKey
from civichub.routing.models import WallKey
from tests.db.trust.every_address import Populated, every_address
from tests.db.trust.test_ways_out import AWAY, is_ours

pytestmark = pytest.mark.timeout(240)

# Ledgers of reading, and what a page remembers of its visitor: sessions, who has it open, how often somebody tried.
KEPT_BY_READING = {
    "core_readentry",
    "core_countedtry",
    "django_session",
    "cases_viewing",
    "axes_accesslog",
    "accounts_apitoken",
    "frontdesk_deskkey",  # when a board, a kiosk or a wallboard last asked
    "routing_wallkey",
    "account_emailaddress",  # the sign-in library notes the account's own address when its page first opens
}

# That somebody has had what was written about them before their eyes is a fact on which both sides rely.
NOTES_ITS_READER = ("quality-score", "coaching")
WITHOUT_COOKIES = ("api/", "open311/")  # keys, and no cookies: there is nothing for another site to borrow


def written() -> dict[str, tuple[int, int, int]]:
    """What this transaction has written, by table: rows inserted, updated and deleted so far, as PostgreSQL counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
        )
        return {name: counts for name, *counts in cursor.fetchall() if name not in KEPT_BY_READING}


def guards_missing(answer: HttpResponse) -> list[str]:
    """The policy of scripts, no sniffing, no frames: on pages, refusals, downloads and the interface."""
    policy = answer.get("Content-Security-Policy", "")
    worn = {
        "a strict policy of scripts": "default-src 'none'" in policy and "unsafe-inline" not in policy,
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "a refusal of frames": answer.get("X-Frame-Options") == "DENY",
    }
    return [guard for guard, is_worn in worn.items() if not is_worn]


def test_no_page_writes_when_it_is_only_looked_at_and_every_answer_wears_its_guards(populated: Populated) -> None:
    """Every address is fetched by an administrator, an officer, an advisor, a resident, a client and nobody."""
    who_asks: list[tuple[str, str]] = [
        (Role.ADMINISTRATOR, "county"), (Role.SERVICE_OFFICER, "county"), (Role.ADVISOR, "county"),
        ("resident", ""), ("client", "county"), ("anonymous", ""),
    ]  # fmt: skip
    for screens in (DeskKey, WallKey):  # one that was not heard of before is also written into the audit
        screens.objects.update(heard_at=timezone.now())
    wrote, bare = [], []
    before = written()
    for address in every_address():
        for who in who_asks:
            answer = populated.clients[who].get(address.filled(populated.values_for(address, "own")))
            if answer.streaming:
                b"".join(answer.streaming_content)
            bare += [f"{address.name} comes without {guard}" for guard in guards_missing(answer)]
        after = written()
        changed = sorted(name for name in after if after[name] != before.get(name))
        if changed and address.name not in NOTES_ITS_READER:
            wrote.append(f"GET {address.name} wrote to {', '.join(changed)}")
        before = after
    assert not wrote, "\n".join(wrote)
    assert not bare, "\n".join(bare)


def test_the_count_of_what_is_written_sees_a_write(populated: Populated) -> None:
    """The test above would pass blind if PostgreSQL's counters stood still."""
    before = written()
    populated.people["resident", ""].save()
    assert written() != before


def test_no_form_is_taken_without_its_token(populated: Populated) -> None:
    """Every address, by POST, by an administrator: nothing is written.

    The token is asked for before anybody is looked up and whatever the method; where an address asks for none, every
    method is tried, by a service manager, who may do the most, and by a resident too.
    """
    taken = []
    askers = []
    for who in ((Role.ADMINISTRATOR, "county"), (Role.SERVICE_MANAGER, "county"), ("resident", "")):
        careful = Client(enforce_csrf_checks=True, raise_request_exception=False)
        careful.cookies = populated.clients[who].cookies
        askers.append((who[0], careful))
    before = written()
    for address in every_address():
        if address.template.startswith(WITHOUT_COOKIES):
            continue
        path = address.filled(populated.values_for(address, "own"))
        asks_for_none = getattr(address.pattern.callback, "csrf_exempt", False)
        for who, careful in askers if asks_for_none else askers[:1]:
            for method in ("POST", "PUT", "PATCH", "DELETE") if asks_for_none else ("POST",):
                answer = careful.generic(method, path, b"x=1")
                if answer.status_code not in (403, 404, 405):
                    taken.append(f"{method} {address.name} by {who}: {answer.status_code}")
        after = written()
        if after != before:
            taken.append(f"{address.name} wrote")
        before = after
    assert not taken, "\n".join(taken)


def test_the_interface_does_not_take_a_sign_in_for_a_key(populated: Populated) -> None:
    for address in every_address():
        if address.template.startswith("api/v1/") and address.name not in ("api openapi-json", "api api-root"):
            answer = populated.clients[Role.ADMINISTRATOR, "county"].get(address.filled({"reference": "x"}))
            assert answer.status_code in (401, 405), address.name


def test_nobody_is_sent_elsewhere_by_an_address_of_ours(populated: Populated) -> None:
    """Each address is given some of the ways out, in each of the names that pages read."""
    draw = random.Random(27)
    for address in every_address():
        for who in (("anonymous", ""), ("resident", ""), (Role.ADVISOR, "county")):
            path = address.filled(populated.values_for(address, "own"))
            query = {name: draw.choice(AWAY) for name in ("next", "back", "page", "return")}
            answer = populated.clients[who].get(path, query)
            assert is_ours(answer.get("Location", "/")), f"{address.name} leads to {answer['Location']}"
