"""The words that replace a library's own: the compiled file holds what the readable one says."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "civichub/web/locale"
_ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.M)


def _plain(text: str) -> str:
    return text.replace("\\n", "\n").replace('\\"', '"')


@pytest.mark.parametrize("written", sorted(ROOT.rglob("*.po")), ids=lambda path: path.parts[-3])
def test_the_compiled_words_are_those_written(written: Path) -> None:
    with written.with_suffix(".mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    entries = _ENTRY.findall(written.read_text())
    assert len(entries) > 100
    stale = [msgid for msgid, msgstr in entries if words.gettext(_plain(msgid)) != _plain(msgstr)]
    assert not stale, f"run `msgfmt -o django.mo django.po` in {written.parent} and commit both: {stale[:3]}"
