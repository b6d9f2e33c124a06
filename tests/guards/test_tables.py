"""A table is the component, and every cell says what it is where its rows become cards."""

from __future__ import annotations

import re
from pathlib import Path

import civichub.web

TEMPLATES = Path(civichub.web.__file__).parent / "templates"
RAW = {
    "ui/components/table.html": "the component",
    "allauth/elements/table.html": "tables of the sign-in library's own pages",
    "display/wallboard.html": "a matrix on a television, which nobody scrolls",
}
STACKED = re.compile(r"{% ui_table [^%]*stack=True[^%]*%}(.*?){% end_ui_table %}", re.DOTALL)
INCLUDED = re.compile(r'{% include "([^"]+)"')
CELL = re.compile(r"<td\b((?:{%.*?%}|[^>])*)>(\s*{% ui_select_row)?")


def sources() -> dict[str, str]:
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.html")}


def test_every_table_is_the_component() -> None:
    raw = {name for name, text in sources().items() if "<table" in text}
    assert raw == set(RAW), "write {% ui_table %}, or name the reason in RAW"


def test_every_cell_of_a_table_that_stacks_has_a_label() -> None:
    found = sources()
    silent = []
    for name, text in found.items():
        for inside in STACKED.findall(text):
            rows = "".join([inside, *(found[part] for part in INCLUDED.findall(inside))])
            cells = (cell for cell, selects in CELL.findall(rows) if not selects)
            silent += [(name, cell) for cell in cells if "data-label=" not in cell]
    assert not silent, f"on a telephone nothing says what these cells are: {silent}. Add data-label."


def test_the_headings_of_a_table_stand_in_its_head() -> None:
    wrong = [name for name, text in sources().items() if name not in RAW and '<th scope="col"' in text]
    assert not wrong, f"give ui_table its columns: {wrong}. A row of headings in the body becomes a card."
