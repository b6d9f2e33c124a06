"""The guard of the public log: whether a text names somebody whose request it came from. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 3  # letters: "Ed" stands in too many words to look for
_PHONE = re.compile(r"(?:\+44|\b0)(?:[\s-]?\d){9,10}\b")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.,;]+")


def named_in(text: str, *, names: Iterable[str], codes: Iterable[str]) -> list[str]:
    """What in `text` may tell who asked: their names, their codes, any email address, any telephone number.

    A name counts word by word and only as a whole word, so "Reed" is found in "Mr Reed's" and not in "agreed". Codes
    (a postcode, a reference, "12 Elm Row") count whatever their spaces and capitals. Each once, in order.
    """
    plain, tight = text.casefold(), _tight(text)
    found = [*_EMAIL.findall(text), *_PHONE.findall(text)]
    found += [code for code in codes if len(_tight(code)) >= SHORTEST and _tight(code) in tight]
    found += [word for name in names for word in re.findall(r"[^\W\d_]+", name) if _stands_in(word, plain)]
    return list(dict.fromkeys(found))


def _tight(text: str) -> str:
    return re.sub(r"[\s-]+", "", text).casefold()


def _stands_in(word: str, plain: str) -> bool:
    return len(word) >= SHORTEST and re.search(rf"\b{re.escape(word.casefold())}\b", plain) is not None
