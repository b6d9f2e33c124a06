"""Web server and worker killed at work, many times. A shorter one of these runs with every `make test`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.soak.kill_nine import intake_under_fire, problems_of, report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
KILLS = int(os.environ.get("CIVICHUB_TEST_KILLS", "40"))


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_and_nothing_done_twice(tmp_path: Path, seed: int) -> None:
    soak = intake_under_fire(tmp_path, kills=KILLS, clients=6, seed=seed)
    print(f"\nseed {seed}: {report(soak)}")
    problems = problems_of(soak)
    assert not problems, f"{len(problems)} problems:\n" + "\n".join(problems[:40])
