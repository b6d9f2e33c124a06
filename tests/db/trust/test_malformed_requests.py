"""Whatever is sent to whichever address: an answer, and never an error of ours. `make soak` sends ten thousand."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from tests.db.trust.every_address import Populated
from tests.db.trust.malformed import malformed_requests

SEED = 20_260_303
REQUESTS = 1_000


@pytest.mark.timeout(300)
def test_a_thousand_malformed_requests_cause_no_error(populated: Populated) -> None:
    failed = send_all(populated, SEED, REQUESTS)
    assert not failed, f"{len(failed)} of {REQUESTS} failed:\n" + "\n".join(failed[:20])


@pytest.mark.parametrize("length", ["abc", "-1", "1.5", "１", "+5", "9" * 5000], ids=lambda length: length[:5])
def test_a_length_that_is_no_number_is_refused_at_every_address(length: str) -> None:
    client = Client()
    for path in ("/", "/sign-in/", "/accounts/2fa/totp/activate/", "/staff/", "/api/v1/cases/", "/no-such-page/"):
        answer = client.post(path, {"q": "a"}, headers={"Content-Length": length})
        assert answer.status_code == 400, path


def send_all(populated: Populated, seed: int, count: int) -> list[str]:
    """Each request in a transaction that is taken back, so that any of them can be tried alone by its number."""
    raised: list[str] = []

    def note(sender: Any, request: Any, **_: Any) -> None:
        raised.append(repr(sys.exc_info()[1])[:300])

    got_request_exception.connect(note)
    failed = []
    try:
        for request in malformed_requests(populated, seed, count):
            raised.clear()
            cookies = {name: morsel.value for name, morsel in populated.clients[request.who].cookies.items()}
            with transaction.atomic():
                answer = request.send(populated)
                transaction.set_rollback(True)
            populated.clients[request.who].cookies.clear()
            populated.clients[request.who].cookies.load(cookies)
            if raised or answer.status_code >= 500:
                failed.append(f"{request} → {answer.status_code} {raised}")
    finally:
        got_request_exception.disconnect(note)
    return failed
