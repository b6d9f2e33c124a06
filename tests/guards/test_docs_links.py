"""Every link of the documentation leads somewhere: to a file that is there, and to a heading that is in it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md"), *ROOT.glob("deploy/**/*.md")]
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors that the headings of a page get, as code hosts make them."""
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in _HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in plain}


def links(text: str) -> list[str]:
    """The targets in a page, without what stands in code."""
    return [inline or named for inline, named in _LINK.findall(_CODE.sub("", text))]


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for target in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        there = (ROOT / name.lstrip("/") if name.startswith("/") else page.parent / name) if name else page
        if not there.exists():
            found.append(f"{page.relative_to(ROOT)}: {target} is not there")
        elif anchor and there.suffix == ".md" and anchor not in anchors(there.read_text(encoding="utf-8")):
            found.append(f"{page.relative_to(ROOT)}: {target} names no heading of that page")
    return found


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    assert PAGES
    faults = [fault for page in PAGES for fault in broken(page)]
    assert not faults, "mend these links, or the names of the files: " + "; ".join(faults)


def test_every_page_is_reached_from_the_table_of_contents() -> None:
    """A page that nothing links to is a page that nobody reads."""
    reached, waiting = set[Path](), [ROOT / "README.md", ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        text = page.read_text(encoding="utf-8")
        waiting += [(page.parent / target.partition("#")[0]).resolve() for target in links(text) if ":" not in target]
    lonely = sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/**/*.md") if page.resolve() not in reached)
    assert not lonely, f"link to these from docs/README.md: {lonely}"
