"""Web server and worker killed while requests come in: once each here, many times in `make soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.kill_nine import intake_under_fire, problems_of, report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def test_what_was_acknowledged_is_kept_and_nothing_is_done_twice(tmp_path: Path) -> None:
    soak = intake_under_fire(tmp_path, kills=2, clients=3, seed=7, web_processes=1)
    print(report(soak))
    problems = problems_of(soak)
    assert not problems, f"{len(problems)} problems:\n" + "\n".join(problems[:40])
