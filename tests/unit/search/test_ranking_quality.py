"""Residents' questions over the real national list: the ranking does not get worse unnoticed.

The list and the questions are not part of the project; without them these tests are left out, and say so.
"""

from __future__ import annotations

import pytest

from benchmarks.search.measuring import hub_index, measure, national_services, ranker_of, vectors_of
from benchmarks.search.questions import DEFAULT_FOLDER, NATIONAL_LIST, read_questions, with_slips
from civichub.core.search.embedding import embedder
from civichub.core.search.index import SearchIndex
from civichub.core.search.vectors import VectorTable

pytestmark = [
    pytest.mark.skipif(
        not (DEFAULT_FOLDER / NATIONAL_LIST).exists(),
        reason="the national list of services and its questions are not beside the project (../shared/data/services)",
    ),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def index(request: pytest.FixtureRequest) -> SearchIndex:
    model = embedder()
    assert model is not None
    services = national_services(DEFAULT_FOLDER / NATIONAL_LIST)
    stored = request.config.cache.mkdir("search-vectors") / "national.bin"
    return hub_index(services, vectors_of(services, model, stored), model)


@pytest.fixture(scope="module")
def words_only() -> SearchIndex:
    return hub_index(national_services(DEFAULT_FOLDER / NATIONAL_LIST), VectorTable(), None)


@pytest.mark.parametrize(
    ("file", "slips", "mrr", "hit3"),
    [
        ("lgsl_queries.tsv", False, 0.80, 0.85),
        ("lgsl_queries.tsv", True, 0.76, 0.82),
        ("lgsl_keyword.tsv", False, 0.92, 0.95),
        ("lgsl_keyword.tsv", True, 0.85, 0.90),
    ],
)
def test_the_right_service_stands_among_the_first_three(
    index: SearchIndex, file: str, slips: bool, mrr: float, hit3: float
) -> None:
    questions = read_questions(DEFAULT_FOLDER / file)
    quality = measure(ranker_of(index), with_slips(questions, seed=1) if slips else questions)
    assert quality.mrr >= mrr
    assert quality.hit3 >= hit3


def test_what_no_service_answers_is_rarely_called_close_and_what_one_does_nearly_always(index: SearchIndex) -> None:
    outside = measure(ranker_of(index), read_questions(DEFAULT_FOLDER / "lgsl_oos.txt"))
    inside = measure(ranker_of(index), read_questions(DEFAULT_FOLDER / "lgsl_queries.tsv"))
    assert outside.close <= 0.25
    assert inside.close >= 0.90


def test_without_the_model_most_questions_still_find_their_service(words_only: SearchIndex) -> None:
    questions = read_questions(DEFAULT_FOLDER / "lgsl_queries.tsv")
    assert measure(ranker_of(words_only), questions).hit3 >= 0.70
