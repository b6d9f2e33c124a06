"""What an author typed, fit to be kept."""

from __future__ import annotations

import pytest

from civichub.core.errors import Invalid
from civichub.knowledge.states import GAP
from civichub.knowledge.wording import ArticleText, Link, checked, links_of, search_words


def test_points_and_links_are_a_line_each() -> None:
    kept = checked(
        ArticleText("  A  title ", points="- How deep?\n\n* Where?  ", links="Map | https://m.example\ntel:01632960001")
    )
    assert kept["title"] == "A title"
    assert kept["points"] == "How deep?\nWhere?"
    assert links_of(kept["links"]) == [Link("Map", "https://m.example"), Link("tel:01632960001", "tel:01632960001")]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (ArticleText(""), "title"),
        (ArticleText("A", points="\n".join("x" for _ in range(13))), "points"),
        (ArticleText("A", points="x" * 161), "points"),
        (ArticleText("A", links="Here | javascript:alert(1)"), "links"),
        (ArticleText("A", links="no address"), "links"),
        (ArticleText("A", summary="x" * 301), "summary"),
        (ArticleText("A", body="x" * 20_001), "body"),
    ],
)
def test_what_cannot_be_kept_names_its_field(text: ArticleText, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(text)
    assert refused.value.field == field


def test_searched_words_are_counted_without_what_may_be_somebodys() -> None:
    assert search_words("  Hedgehog, HOMES! ") == "hedgehog homes"
    assert search_words("blue badge 07700900982") == "blue badge"
    assert search_words("sam@example.org") == ""


def test_a_settled_gap_can_be_opened_again() -> None:
    assert {step.name for step in GAP.steps_from("written")} == {"decline", "reopen"}
    assert GAP.target("open", "write") == "written"
