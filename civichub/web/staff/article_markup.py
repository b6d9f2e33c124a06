"""An article's text as HTML: headings, lists, bold and links, and nothing else. Everything is escaped first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_HEADING = re.compile(r"#{1,3} +(.+)")
_BULLET = re.compile(r"[-*] +(.+)")
_NUMBER = re.compile(r"\d{1,2}[.)] +(.+)")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(((?:https?://|mailto:|tel:)[^\s()<>]+)\)", re.IGNORECASE)
_KINDS = (("heading", _HEADING), ("bullet", _BULLET), ("number", _NUMBER))


def article_html(text: str) -> SafeString:
    """`text` as GOV.UK markup. ``## heading``, ``- point``, ``1. step``, ``**bold**``, ``[words](https://…)``."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("".join(part for block in blocks if block.strip() for part in _block(block)))


def _kind_of(line: str) -> tuple[str, str]:
    for kind, pattern in _KINDS:
        if match := pattern.fullmatch(line.strip()):
            return kind, match[1]
    return "words", line.strip()


def _block(block: str) -> Iterator[str]:
    lines = [_kind_of(line) for line in block.splitlines() if line.strip()]
    for kind, group in groupby(lines, key=lambda line: line[0]):
        inner = [_inline(words) for _, words in group]
        if kind == "heading":
            yield from (f'<h2 class="govuk-heading-m">{words}</h2>' for words in inner)
        elif kind == "words":
            yield f'<p class="govuk-body">{" ".join(inner)}</p>'
        else:
            tag = "ol" if kind == "number" else "ul"
            items = "".join(f"<li>{words}</li>" for words in inner)
            yield f'<{tag} class="govuk-list govuk-list--{kind}">{items}</{tag}>'


def _inline(words: str) -> str:
    """Bold and links in text that is escaped already: neither can bring a quotation mark or an angle bracket."""
    linked = _LINK.sub(r'<a class="govuk-link" href="\2" rel="noreferrer">\1</a>', str(escape(words)))
    return _BOLD.sub(r"<strong>\1</strong>", linked)
