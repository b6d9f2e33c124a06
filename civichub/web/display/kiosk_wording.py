"""What a kiosk says, in the languages that have every line of it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from django.conf.locale import LANG_INFO

from civichub.customers.needs import language_name

WORDING = Path(__file__).parent / "wording"
ENGLISH = "en"
_OWN_NAMES = {"zh": "中文", "so": "Soomaali", "gu": "ગુજરાતી", "pa": "ਪੰਜਾਬੀ", "ur": "اردو"}


@lru_cache(maxsize=1)
def wordings() -> dict[str, dict[str, str]]:
    """Every line by language, English first."""
    found = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORDING.glob("*.yaml")}
    return dict(sorted(found.items(), key=lambda row: (row[0] != ENGLISH, row[1]["name"])))


def wording(language: str) -> dict[str, str]:
    """The lines in one language; English where there are none."""
    return wordings().get(language, wordings()[ENGLISH])


def own_name(code: str) -> str:
    """What a language calls itself, by its ISO 639 code."""
    return _OWN_NAMES.get(code) or LANG_INFO.get(code, {}).get("name_local", "").capitalize() or language_name(code)
