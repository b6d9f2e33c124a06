"""What did not help and what was not found: counted by words, and what was done about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civichub.core.errors import Invalid, NotAllowed, NotFound, TransitionRefused
from civichub.knowledge.models import ArticleFeedback
from civichub.knowledge.operations import give_article_feedback, note_missed_search, settle_gap
from civichub.knowledge.queries import articles_that_did_not_help, gap_for, gaps_for
from tests.db.knowledge.conftest import Shelf
from tests.factories.world import NOON


def miss(shelf: Shelf, words: str, who: str = "advisor") -> object:
    home = shelf.world.county
    return note_missed_search(words=words, organisation=home, actor=shelf.world.people[who], at=NOON)


def test_searches_that_found_nothing_are_counted_by_words(shelf: Shelf) -> None:
    for words in ("Hedgehog homes", "hedgehog  homes!", "wasps"):
        miss(shelf, words)
    assert [(gap.words, gap.times) for gap in gaps_for(shelf.manager)] == [("hedgehog homes", 2), ("wasps", 1)]
    assert gaps_for(shelf.lowton) == gaps_for(shelf.world.people["advisor"]) == []
    with pytest.raises(NotFound):
        gap_for(shelf.lowton, gaps_for(shelf.manager)[0].pk)


def test_numbers_and_addresses_of_people_are_not_kept(shelf: Shelf) -> None:
    miss(shelf, "hedge 07700900982")
    assert miss(shelf, "sam.reed@example.org") is None
    assert [gap.words for gap in gaps_for(shelf.manager)] == ["hedge"]


def test_nobody_speaks_for_an_organisation_they_do_not_work_for(shelf: Shelf) -> None:
    with pytest.raises(NotAllowed):
        miss(shelf, "wasps", who="district")


def test_an_article_that_did_not_help_counts_once_a_person_and_says_what_was_missing(shelf: Shelf) -> None:
    version, world = shelf.published(), shelf.world
    for words in ("The depth", "The depth in millimetres"):
        give_article_feedback(
            version=version, organisation=world.county, helped=False, missing=words, searched="deep hole",
            actor=world.people["advisor"], at=NOON,
        )  # fmt: skip
    give_article_feedback(
        version=version, organisation=world.county, helped=True, actor=world.people["officer"], at=NOON
    )
    assert ArticleFeedback.objects.count() == 2
    (gap,) = gaps_for(shelf.manager)
    assert (gap.words, gap.found_nothing, gap.did_not_help) == ("deep hole", 0, 1)
    (judged,) = articles_that_did_not_help(shelf.manager, since=NOON - timedelta(days=1))
    assert (judged.article, judged.helped, judged.not_helped) == (version.article, 1, 1)
    assert [said.missing for said in judged.missing] == ["The depth in millimetres"]
    assert articles_that_did_not_help(shelf.lowton, since=NOON - timedelta(days=1)) == []


def test_a_gap_says_what_was_done_and_opens_again_when_it_is_missed_again(shelf: Shelf) -> None:
    miss(shelf, "wasps")
    (gap,) = gaps_for(shelf.manager)
    with pytest.raises(Invalid):
        settle_gap(gap=gap, step="write", done=" ", actor=shelf.manager, at=NOON)
    with pytest.raises(NotAllowed):
        settle_gap(gap=gap, step="write", done="Wrote it", actor=shelf.lowton, at=NOON)
    article = shelf.published("wasps").article
    settle_gap(gap=gap, step="write", done="Wrote it", article=article, actor=shelf.manager, at=NOON)
    assert gaps_for(shelf.manager) == []
    with pytest.raises(TransitionRefused):
        settle_gap(gap=gap, step="write", done="Again", actor=shelf.manager, at=NOON)
    miss(shelf, "wasps")
    (gap,) = gaps_for(shelf.manager)
    assert (gap.state, gap.times, gap.done) == ("open", 2, "Wrote it")
    settle_gap(gap=gap, step="decline", done="Pest control is private", actor=shelf.manager, at=NOON)
    miss(shelf, "wasps")
    assert gaps_for(shelf.manager) == []
