"""What `make test` does with a thousand malformed requests, with ten thousand of each of three seeds."""

from __future__ import annotations

import pytest

from tests.db.trust.conftest import populated
from tests.db.trust.every_address import Populated
from tests.db.trust.test_malformed_requests import SEED, send_all

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(7200)]

__all__ = ["populated"]  # the fixture
REQUESTS = 10_000


@pytest.mark.parametrize("seed", [SEED, SEED + 1, SEED + 2])
def test_ten_thousand_malformed_requests_cause_no_error(populated: Populated, seed: int) -> None:
    failed = send_all(populated, seed, REQUESTS)
    print(f"\nseed {seed}: {REQUESTS} requests, {len(failed)} errors")
    assert not failed, f"{len(failed)} of {REQUESTS} failed:\n" + "\n".join(failed[:20])
