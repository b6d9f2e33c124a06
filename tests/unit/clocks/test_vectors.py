"""The dated examples kept outside the project, when they are there."""

import json
from pathlib import Path

import pytest

from civichub.commands import deadlines
from civichub.core.clocks import known_holidays

VECTORS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "deadlines" / "vectors.json"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the shared dated examples are not on this machine")


@needs_vectors
def test_every_shared_example_passes(capsys):
    assert deadlines.main(["check", str(VECTORS)]) == 0
    assert "64 passed, 0 failed" in capsys.readouterr().out


@needs_vectors
def test_the_examples_own_table_is_the_shipped_one_day_for_day():
    listed = json.loads(VECTORS.read_text("utf-8"))["bank_holidays"]
    for nation, days in listed.items():
        ours = {day.isoformat() for day in known_holidays().dates(nation) if 2024 <= day.year <= 2029}
        assert ours == set(days)
