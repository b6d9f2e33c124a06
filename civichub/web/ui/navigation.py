"""Menus: which entries a person sees and which of them is where they are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

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
    """An entry as a screen declares it: `view` is a URL name, `may_see` asks whether this user gets it."""

    text: str
    view: str
    may_see: Callable[[Any], bool] = lambda user: True
    group: str = ""
    key: str = ""


def build_navigation(
    entries: Iterable[NavEntry], *, user: Any, path: str, counts: dict[str, int] | None = None
) -> list[NavItem]:
    """The entries that `user` may see, with the one whose address begins `path` most closely marked as current.

    An entry whose URL name does not exist is left out: its module is not installed here.
    """
    shown = [(entry, url) for entry in entries if entry.may_see(user) and (url := _address(entry.view))]
    here = _closest([url for _, url in shown], path)
    return [
        NavItem(entry.text, url, url == here, (counts or {}).get(entry.view), entry.group, entry.key)
        for entry, url in shown
    ]


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _closest(urls: Sequence[str], path: str) -> str:
    within = [url for url in urls if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))]
    return max(within, key=len, default="")
