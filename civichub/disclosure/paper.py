"""The letter, the schedule and the records as documents to print: from plain values to HTML. Pure."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from civichub.disclosure.exemptions import Exemption, LetterWords
from civichub.disclosure.redaction.office import Block, OfficeFile

STYLE = SafeString("""
@page { size: A4; margin: 22mm 20mm; @bottom-right { content: counter(page) " of " counter(pages); font-size: 9pt } }
body { font: 11pt/1.45 "DejaVu Sans", Arial, sans-serif } h1 { font-size: 17pt } h2 { font-size: 13pt; margin-top: 8mm }
h3 { font-size: 11pt } table { border-collapse: collapse; width: 100%; font-size: 9.5pt }
th, td { border-bottom: .3mm solid #999; padding: 1.5mm; text-align: left; vertical-align: top }
img { max-width: 100%; max-height: 240mm }
.text { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 10pt } section + section { break-before: page }
""")


@dataclass(frozen=True)
class Line:
    """One item of the schedule: what it is called there, of when, what became of it, and where to find it."""

    number: int
    what: str
    on: date
    result: str
    where: str


@dataclass(frozen=True)
class Weighed:
    """A ground that was used and, where the public interest was weighed for it, how."""

    ground: Exemption
    for_disclosing: str = ""
    for_withholding: str = ""
    conclusion: str = ""


@dataclass(frozen=True)
class Letter:
    """All that the covering letter and its schedule say."""

    organisation: str
    contact: str
    to: str
    reference: str
    on: date
    law: LetterWords
    words: str
    grounds: Sequence[Weighed]
    files: Sequence[str]
    schedule: Sequence[Line]


def _paragraphs(text: str) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((part,) for part in text.split("\n") if part.strip()))


def letter_html(letter: Letter) -> str:
    """The covering letter with the rights of the requester, and the schedule."""
    return format_html(
        "<html lang='en-GB'><head><title>Answer to request {}</title><style>{}</style></head><body>"
        "<p><strong>{}</strong><br>{}</p><p>{}</p><p>Reference: {}</p><p>Dear {}</p><h1>Our answer to your request</h1>"
        "<p>{}</p>{}{}{}<h2>If you are not content</h2>{}<p>{}</p><p>Yours sincerely</p><p>{}</p>{}</body></html>",
        letter.reference, STYLE, letter.organisation, letter.contact, f"{letter.on:%-d %B %Y}", letter.reference,
        letter.to, letter.law.opening, _paragraphs(letter.words), _files(letter.files), _grounds(letter.grounds),
        format_html_join("", "<p>{}</p>", ((right,) for right in letter.law.rights)), letter.law.commissioner,
        letter.organisation, _schedule(letter.schedule),
    )  # fmt: skip


def _files(files: Sequence[str]) -> SafeString:
    if not files:
        return format_html("<h2>What we give you</h2><p>{}</p>", "There are no documents with this letter.")
    rows = format_html_join("", "<li>{}</li>", ((name,) for name in files))
    return format_html("<h2>What we give you</h2><p>With this letter come:</p><ul>{}</ul>", rows)


def _grounds(grounds: Iterable[Weighed]) -> SafeString:
    parts = format_html_join("", "{}", ((_ground(one),) for one in grounds))
    return format_html("<h2>What we withhold, and why</h2>{}", parts or format_html("<p>{}</p>", "Nothing."))


def _ground(one: Weighed) -> SafeString:
    head = format_html("<h3>{}: {}</h3><p>{}</p>", one.ground.section, one.ground.title, one.ground.says)
    if not one.conclusion:
        return head
    return format_html(
        "{}<p>For disclosing it:</p>{}<p>For withholding it:</p>{}<p>How we weighed the public interest:</p>{}",
        head, _paragraphs(one.for_disclosing), _paragraphs(one.for_withholding), _paragraphs(one.conclusion),
    )  # fmt: skip


def _schedule(lines: Sequence[Line]) -> SafeString:
    if not lines:
        return SafeString("")
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        ((one.number, one.what, f"{one.on:%-d %b %Y}", one.result, one.where) for one in lines),
    )
    return format_html(
        "<h2>Schedule</h2><table><thead><tr><th>Item</th><th>What</th><th>Of</th><th>Result</th><th>Where</th></tr>"
        "</thead><tbody>{}</tbody></table>",
        rows,
    )


def records_html(reference: str, records: Iterable[tuple[str, str]]) -> str:
    """The texts that are given out, each under its heading."""
    parts = format_html_join(
        "", "<section><h1>{}</h1><div class='text'>{}</div></section>", ((head, text) for head, text in records)
    )
    return format_html(
        "<html lang='en-GB'><head><title>Records for request {}</title><style>{}</style></head><body>{}</body></html>",
        reference, STYLE, parts,
    )  # fmt: skip


def office_html(name: str, file: OfficeFile) -> str:
    """An office file as plain pages: its words, then under a heading what its reader would not see at once."""
    blocks = format_html_join("", "{}", ((_block(block),) for block in file.blocks))
    unseen = format_html_join("", "<h3>{}</h3>{}", ((what, _paragraphs(said)) for what, said in file.unseen))
    pictures = format_html_join(
        "", '<p><img alt="Picture {} of the file" src="data:image/png;base64,{}"></p>',
        ((number, base64.b64encode(one).decode()) for number, one in enumerate(file.pictures, 1)),
    )  # fmt: skip
    left_out = ", ".join(file.left_out)
    return format_html(
        "<html lang='en-GB'><head><title>{0}</title><style>{1}</style></head><body><h1>{0}</h1>{2}{3}{4}{5}</body>"
        "</html>",
        name, STYLE, blocks,
        format_html("<h2>In the file, but not seen at once</h2>{}", unseen) if unseen else "",
        format_html("<h2>Pictures</h2>{}", pictures) if pictures else "",
        format_html("<h2>In the file, and not shown here</h2><p>{}</p>", left_out) if left_out else "",
    )  # fmt: skip


def _block(block: Block) -> SafeString:
    if isinstance(block, str):
        return format_html("<p class='text'>{}</p>", block)
    rows = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in block.rows)
    )
    return format_html("{}<table>{}</table>", format_html("<h3>{}</h3>", block.title) if block.title else "", rows)
