"""HTML mail made safe to look at, and turned into plain words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

MOST_MARKUP = 1_000_000
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
_DROPPED = {"script", "style", "title", "head", "template", "noscript", "iframe", "object", "svg", "math", "select"}
_REMOTE = re.compile(r"^\s*(?:https?:|//)", re.IGNORECASE)


def safe_markup(markup: str) -> tuple[str, list[str]]:
    """(markup that loads nothing, runs nothing and covers nothing; what was blocked, by its address).

    Images inside the message keep their ``cid:`` address for whoever shows it; links keep theirs.
    """
    blocked: dict[str, None] = {}

    def filtered(tag: str, attribute: str, value: str) -> str | None:
        if tag != "img" or attribute != "src" or value.lower().startswith("cid:"):
            return value
        if _REMOTE.match(value):
            blocked.setdefault(value.strip()[:300], None)
        return None

    clean = nh3.clean(
        markup[:MOST_MARKUP],
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        attribute_filter=filtered,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )
    return clean, list(blocked)[:50]


_BLOCKS = {"p", "div", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dl", "hr"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.link = ""
        self.link_from = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self.out.append("\n")
        elif tag == "li":
            self.out.append("\n- ")
        elif tag in _BLOCKS:
            self.out.append("\n\n")
        elif tag in ("td", "th"):
            self.out.append(" ")
        elif tag == "img" and values.get("alt"):
            self.out.append(f"[{values['alt']}]")
        if tag == "a":
            self.link, self.link_from = values.get("href") or "", len(self.out)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            shown = "".join(self.out[self.link_from :]).strip()
            bare = self.link.removeprefix("mailto:").removeprefix("tel:")
            if shown not in (self.link, bare):
                self.out.append(f" <{self.link}>")
            self.link = ""
        elif tag in _BLOCKS:
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.out.append(re.sub(r"\s+", " ", data))


def words_of(safe: str) -> str:
    """The words of markup that `safe_markup` returned; a link that does not show where it leads is followed by it."""
    parser = _Words()
    parser.feed(safe)
    parser.close()
    lines = [line.strip() for line in "".join(parser.out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
