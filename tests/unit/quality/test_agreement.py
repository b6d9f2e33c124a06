"""Agreement of scorers, against the worked example of the measure's author."""

from __future__ import annotations

import pytest

from civichub.feedback.quality.agreement import interval, krippendorff_alpha, nominal, ordinal, percent_agreement

# Krippendorff 2011, section D: four observers, twelve units, with answers missing. Each row is an observer.
TABLE = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[value for value in unit if value is not None] for unit in zip(*TABLE, strict=True)]


@pytest.mark.parametrize(("distance", "published"), [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849)])
def test_alpha_is_that_of_the_published_example(distance, published) -> None:
    assert krippendorff_alpha(UNITS, distance) == pytest.approx(published, abs=0.0005)


def test_alpha_says_nothing_where_nothing_can_be_said() -> None:
    assert krippendorff_alpha([["1"], ["0"]], nominal) is None, "nobody answered beside another"
    assert krippendorff_alpha([["1", "1"], ["1", "1"]], nominal) is None, "every answer is the same"
    assert krippendorff_alpha([["1", "1"], ["0", "0"]], nominal) == 1
    assert krippendorff_alpha([["1", "0"], ["0", "1"]], nominal) == pytest.approx(-0.5)


def test_percent_agreement_is_over_pairs_of_scorers() -> None:
    assert percent_agreement(["1", "1", "0"]) == pytest.approx(1 / 3)
    assert percent_agreement(["1", "1"]) == 1
    assert percent_agreement(["1"]) is None
