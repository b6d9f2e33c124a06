"""Found by typing: all words, half a word, a misspelled word; and quickly."""

from __future__ import annotations

import time

from django.db import connection

from civichub.knowledge.models import Article, ArticleVersion
from civichub.knowledge.queries import find_articles
from tests.db.knowledge.conftest import Shelf
from tests.factories.world import NOON

INDEXES = ["article_by_words", "article_by_similar_words"]


def titles(shelf: Shelf, text: str) -> list[str]:
    found = find_articles(text, organisation_id=shelf.world.county.pk, at=NOON)
    return [version.title for version in found.versions]


def fill(shelf: Shelf) -> None:
    shelf.published("potholes", other_words="hole in the road, damaged tarmac", points="How deep is it?")
    shelf.published("missed-bin-collections", summary="When a bin was not emptied on its day")
    shelf.published("blue-badges", body="A badge holder may park on yellow lines for three hours.")
    shelf.write("draft-about-potholes")


def test_all_the_words_are_found_in_any_form_and_the_best_place_comes_first(shelf: Shelf) -> None:
    fill(shelf)
    assert titles(shelf, "pothole") == ["Potholes"]
    assert titles(shelf, "collecting missed bins") == ["Missed bin collections"]
    assert titles(shelf, "yellow line") == ["Blue badges"]
    assert titles(shelf, "tarmac") == ["Potholes"]


def test_a_word_half_typed_is_found_at_every_letter(shelf: Shelf) -> None:
    fill(shelf)
    for length in range(2, len("collections") + 1):
        assert "Missed bin collections" in titles(shelf, "collections"[:length])


def test_a_misspelled_word_is_found_by_its_letters(shelf: Shelf) -> None:
    fill(shelf)
    for typed, title in (
        ("potohle", "Potholes"),
        ("mised bni", "Missed bin collections"),
        ("bleu badge", "Blue badges"),
    ):
        assert titles(shelf, typed)[:1] == [title], typed


def test_some_of_the_words_are_offered_as_not_close_and_nonsense_finds_nothing(shelf: Shelf) -> None:
    fill(shelf)
    found = find_articles("zebra crossing parking hours", organisation_id=shelf.world.county.pk, at=NOON)
    assert not found.close
    assert titles(shelf, "xylophone") == titles(shelf, "x") == titles(shelf, "!! & | <->") == []


def test_what_somebody_types_is_never_read_as_a_query(shelf: Shelf) -> None:
    fill(shelf)
    for typed in ("a & | !", "pothole:*A", "'; drop", "(((", "the", "\\"):
        find_articles(typed, organisation_id=shelf.world.county.pk, at=NOON)


def test_five_thousand_articles_are_searched_in_under_100_ms(shelf: Shelf) -> None:
    """The slowest way too: nothing has the words, so that letters are compared with every article."""
    fill(shelf)
    known = shelf.published("council-tax-bands")
    articles = Article.objects.bulk_create(
        Article(key=f"a-{n}", organisation=shelf.world.county, keeper=shelf.manager, review_on="2026-09-01",
                created_at=NOON) for n in range(5_000)
    )  # fmt: skip
    words = ["housing", "benefit", "licence", "street", "trees", "parking", "school", "meals", "noise", "planning"]
    ArticleVersion.objects.bulk_create(
        (ArticleVersion(
            article=article, key=article.key, number=1, organisation=shelf.world.county, state="published",
            title=f"{words[n % 10]} {words[n // 10 % 10]} {n}", source=" ".join(words) * 20,
            search_text=f"{words[n % 10]} {words[n // 10 % 10]} {n} what to ask and what to say about it",
            effective_from=NOON, created_by=shelf.manager, created_at=NOON,
        ) for n, article in enumerate(articles)),
        batch_size=500,
    )  # fmt: skip
    with connection.cursor() as cursor:  # what the server does by itself within minutes
        cursor.execute("SELECT gin_clean_pending_list(name::regclass) FROM unnest(%s::text[]) name", [INDEXES])
        cursor.execute("ANALYZE knowledge_articleversion, knowledge_article")
    for typed in ("council tax", "potohle", "licenc"):
        took = []
        for _ in range(5):
            began = time.perf_counter()
            assert find_articles(typed, organisation_id=shelf.world.county.pk, at=NOON).versions
            took.append(time.perf_counter() - began)
        assert min(took) < 0.1, (typed, took)
    assert titles(shelf, "council tax band") == [known.title]
