"""How a letter looks: from plain values to one document that a browser shows and a printer prints. Pure.

Plain text becomes paragraphs; a line that begins with ``# `` a heading, with ``* `` or ``- `` an item of a list, with
``1. `` an item of a numbered one. These are the marks of GOV.UK Notify's letters, so that one text serves both.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from civichub.core.references import format_reference
from civichub.messaging.letters.separators import bars, letter_bars

HERE = Path(__file__).parent
LARGE = "large_print"
NOT_YET = "given when it is sent"
RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he", "ps"})
STATEMENT = "If you need this letter in large print, Braille, audio, Easy Read or another language, call {phone}."
STATEMENT_WITHOUT_PHONE = (
    "If you need this letter in large print, Braille, audio, Easy Read or another language, ask us."
)
_ITEM, _NUMBERED = re.compile(r"[*\-•] +"), re.compile(r"\d{1,2}[.)] +")
_PLACEHOLDER = re.compile(r"\{\{? *([a-z_]+) *\}?\}")


@lru_cache(maxsize=1)
def statement_lines() -> dict[str, str]:
    """By language: where to ask for a letter in it."""
    return yaml.safe_load((HERE / "statements.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The style of everything on paper."""
    return (HERE / "paper.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Head:
    """What an organisation's letters share. Millimetres from the top left corner of the sheet to the address."""

    organisation: str
    address: str = ""
    phone: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    statement: str = ""
    window_left_mm: int = 25
    window_top_mm: int = 46
    closing: str = "Yours sincerely"


@dataclass(frozen=True)
class Paper:
    """One letter. `to` are the lines of the envelope; `about` the reference of what it is about, if anything."""

    reference: str
    to: tuple[str, ...]
    subject: str
    body: str
    on: date
    head: Head
    about: str = ""
    signed: str = ""
    language: str = "en"
    format: str = "standard"


def day_in_words(day: date) -> str:
    """``5 May 2026``."""
    return f"{day.day} {day:%B %Y}"


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders (``{name}`` or ``{{ name }}``) filled in; the unknown ones stay as they are."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], "") or found[0], text)


def gaps_in(text: str) -> list[str]:
    """Placeholders that nobody has filled in."""
    return sorted(set(_PLACEHOLDER.findall(text)))


def body_html(text: str) -> SafeString:
    """The text as HTML, with nothing in it but what the marks make."""
    done: list[SafeString] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        while lines:
            made, lines = _taken(lines)
            done.append(made)
    return mark_safe("\n".join(done))  # every part was escaped when it was made


def _taken(lines: list[str]) -> tuple[SafeString, list[str]]:
    """The first heading, list or paragraph of these lines, and what is left."""
    if lines[0].startswith("# "):
        return format_html("<h2>{}</h2>", lines[0][2:].strip()), lines[1:]
    for mark, tag in ((_ITEM, "ul"), (_NUMBERED, "ol")):
        number = _length(lines, lambda line, mark=mark: mark.match(line) is not None)
        if number:
            items = format_html_join("", "<li>{}</li>", ((mark.sub("", line, count=1),) for line in lines[:number]))
            return format_html("<{0}>{1}</{0}>", mark_safe(tag), items), lines[number:]
    number = _length(lines, lambda line: not (line.startswith("# ") or _ITEM.match(line) or _NUMBERED.match(line)))
    words = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines[:number]))
    return format_html("<p>{}</p>", words), lines[number:]


def _length(lines: list[str], fits: object) -> int:
    number = 0
    while number < len(lines) and fits(lines[number]):
        number += 1
    return number


def statement_html(head: Head) -> SafeString:
    """Where to ask for another format or language: in English, then in each language of the organisation."""
    english = head.statement or (STATEMENT.format(phone=head.phone) if head.phone else STATEMENT_WITHOUT_PHONE)
    lines = [("en", "ltr", english)]
    for language in head.languages if head.phone else ():
        if line := statement_lines().get(language, ""):
            direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
            lines.append((language, direction, line.format(phone=head.phone)))
    return format_html_join("", '<p lang="{}" dir="{}">{}</p>', lines)


def letter_html(paper: Paper, place: int = 1) -> SafeString:
    """One letter as an article; `place` is its place in a run, which tells neighbours' page numbers apart."""
    head = paper.head
    return format_html(
        '<article class="letter {} {} w{}-{}" id="letter-{}" lang="{}">'
        '<div class="head"><div class="from"><strong>{}</strong>{}</div><div class="to">{}</div></div>'
        '<div class="facts">{}</div>{}<h1>{}</h1>{}{}'
        '<div class="statement">{}</div></article>',
        "odd" if place % 2 else "even", paper.format, head.window_left_mm, head.window_top_mm, place, paper.language,
        head.organisation, _from_lines(head, paper.format), "\n".join(paper.to),
        format_html_join("", "<p>{}</p>", ((fact,) for fact in _facts(paper))), _bars(paper.reference), paper.subject,
        body_html(paper.body), _sign(paper), statement_html(head),
    )  # fmt: skip


def _facts(paper: Paper) -> list[str]:
    """Its date and references. In large print the phone and email too: there is no room for them beside the window."""
    facts = [f"Date: {day_in_words(paper.on)}", f"Our reference: {format_reference(paper.reference) or NOT_YET}"]
    if paper.about:
        facts.append(f"About: {paper.about}")
    ways = (("Phone", paper.head.phone), ("Email", paper.head.email)) if paper.format == LARGE else ()
    return facts + [f"{name}: {value}" for name, value in ways if value]


def _bars(reference: str) -> SafeString:
    if not reference:
        return mark_safe("")
    picture = _picture(letter_bars(reference))
    shown = format_reference(reference)
    return format_html('<img class="bars" alt="Bar code of the reference {}" src="{}">', shown, picture)


def _from_lines(head: Head, style: str) -> SafeString:
    lines = [*head.address.splitlines(), *(() if style == LARGE else (head.phone, head.email))]
    return format_html_join("", "{}<br>", ((line,) for line in lines if line.strip()))


def _sign(paper: Paper) -> SafeString:
    if not paper.signed:
        return mark_safe("")
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in paper.signed.splitlines()))
    return format_html('<div class="sign"><p>{}</p><div class="gap"></div><p>{}</p></div>', paper.head.closing, lines)


def _picture(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@dataclass(frozen=True)
class Sheet:
    """One separator sheet: what its bars say, and the same in words."""

    code: str
    title: str
    lines: tuple[str, ...] = field(default=())


def sheet_html(sheet: Sheet) -> SafeString:
    """A separator sheet: two codes, as one of them may be torn or folded."""
    code, square = bars(sheet.code)
    return format_html(
        '<article class="sheet"><h1>{}</h1>{}<img class="code128" alt="Bar code {}" src="{}">'
        '<img class="qr" alt="The same as a square code" src="{}"><p>{}</p>'
        "<p>Put this sheet on top of the letter. It is not part of it.</p></article>",
        sheet.title, format_html_join("", "<p>{}</p>", ((line,) for line in sheet.lines)), sheet.code,
        _picture(code), _picture(square), sheet.code,
    )  # fmt: skip


def document(parts: Iterable[SafeString], *, title: str, language: str = "en", both_sides: bool = False) -> str:
    """A whole page of HTML around letters or sheets, with its style inside."""
    made = list(parts)
    windows = sorted({found for part in made for found in re.findall(r'class="letter [^"]*\bw(\d+)-(\d+)"', part)})
    places = "".join(_window_style(int(left), int(top)) for left, top in windows)
    references = "".join(_reference_style(part) for part in made)
    page = format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head>'
        '<body class="{}">{}</body></html>',
        language, title, mark_safe(stylesheet() + places + references), "both-sides" if both_sides else "",
        mark_safe("".join(made)),
    )  # fmt: skip
    return str(page)


def _window_style(left: int, top: int) -> str:
    return f".w{left}-{top} .to {{ left: {left - 25}mm; top: {top - 20}mm; }}"


def _reference_style(part: str) -> str:
    """The reference at the foot of a letter's pages: a string of the page, which a browser leaves out."""
    found = re.search(r'id="(letter-\d+)"', part)
    said = re.search(r"Our reference: ([A-Z0-9-]+)<", part)
    return f'#{found[1]} {{ string-set: letter-reference "{said[1]}"; }}' if found and said else ""
