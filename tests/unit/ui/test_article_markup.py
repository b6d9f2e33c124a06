"""What an author types becomes headings, lists, bold and links, and never anything that runs."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from civichub.web.staff.article_markup import article_html

ALLOWED = {
    "h2": set(),
    "p": set(),
    "br": set(),
    "ul": set(),
    "ol": set(),
    "li": set(),
    "strong": set(),
    "a": {"href", "rel"},
}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_few_marks_are_read() -> None:
    html = article_html(
        "## Depth\n\nMeasure **first**.\nThen:\n- one\n- two\n\n1. Ask\n2. Say [the map](https://x.example/a?b=1&c=2)"
    )
    assert '<h2 class="govuk-heading-m">Depth</h2>' in html
    assert "Measure <strong>first</strong>. Then:" in html
    assert '<ul class="govuk-list govuk-list--bullet"><li>one</li><li>two</li></ul>' in html
    assert '<a class="govuk-link" href="https://x.example/a?b=1&amp;c=2" rel="noreferrer">the map</a>' in html
    assert '<ol class="govuk-list govuk-list--number"><li>Ask</li>' in html


def test_scripts_stay_words() -> None:
    for text in (
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '[x](https://a.example/"onclick="y)',
        "<img src=x>",
    ):
        seen = Reader()
        seen.feed(article_html(text))
        assert not {tag for tag, _ in seen.seen} & {"script", "img"}
        assert all(set(attrs) <= {"class", "href", "rel"} for _, attrs in seen.seen)
    assert "<a" not in article_html("[x](javascript:alert(1))")


@given(st.text(alphabet="ab<>\"'&*#-[]()1. \n:/htps", max_size=80) | st.text(max_size=60))
def test_whatever_is_typed_only_these_tags_come_out(text: str) -> None:
    seen = Reader()
    seen.feed(article_html(text))
    for tag, attrs in seen.seen:
        assert set(attrs) - {"class"} <= ALLOWED[tag]
        assert (attrs.get("href") or "https://").lower().startswith(("http://", "https://", "mailto:", "tel:"))
