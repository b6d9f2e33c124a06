"""Menus: which entries a person sees and which of them is where they are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

FOOTER_LINKS = (
    ("Accessibility statement", "/accessibility/"),
    ("Privacy notice", "/privacy/"),
    ("Cookies", "/cookies/"),
    ("Contact us", "/contact/"),
)


@dataclass(frozen=True)
class NavItem:
    """An entry as the layouts print it. `key` is the shortcut, one letter or two ("g c"); `count` may be None."""

    text: str
    url: str
    current: bool = False
    count: int | None = None
    group: str = ""
    key: str = ""


@dataclass(frozen=True)
class NavEntry:
    """An entry as a screen declares it: `view` is a URL name, `may_see` asks whether this user gets it.

    `holds` are URL names of further pages that lead from it, on which it is marked as the current one too.
    """

    text: str
    view: str
    may_see: Callable[[Any], bool] = lambda user: True
    group: str = ""
    key: str = ""
    holds: tuple[str, ...] = ()


def build_navigation(
    entries: Iterable[NavEntry], *, user: Any, path: str, counts: dict[str, int] | None = None
) -> list[NavItem]:
    """The entries that `user` may see, with the one whose address begins `path` most closely marked as current.

    An entry whose URL name does not exist is left out: its module is not installed here.
    """
    shown = [(entry, url) for entry in entries if entry.may_see(user) and (url := address_of(entry.view))]
    lit_by = {address_of(view): url for entry, url in shown for view in entry.holds} | {url: url for _, url in shown}
    here = lit_by.get(_closest(list(lit_by), path))
    return [
        NavItem(entry.text, url, url == here, (counts or {}).get(entry.view), entry.group, entry.key)
        for entry, url in shown
    ]


def address_of(view: str) -> str:
    """The address of a page that shows no one record; empty where there is no such page here."""
    return _found_address(view, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=256)
def _found_address(view: str, urlconf: str | None, prefix: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _closest(urls: Sequence[str], path: str) -> str:
    within = [url for url in urls if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))]
    return max(within, key=len, default="")
