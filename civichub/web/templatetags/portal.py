"""`{% load portal %}`: words of forms and services as paragraphs, lists and links, escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from civichub.customers.needs import language_name
from civichub.web.ui.navigation import NavEntry, NavItem, build_navigation
from civichub.web.ui.words import when_words

register = template.Library()
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\(([^()\s]{1,400})\)")
_SAFE = re.compile(r"(https://|mailto:|tel:|/(?![/\\]))")


@register.filter
def prose(text: str | None) -> SafeString:
    """Text with blank lines between paragraphs, "- " before the lines of a list, and ``[words](address)`` for a link.

    A link leads to https, mailto, tel or a path of this site; any other address is printed as it stands.
    """
    return mark_safe("".join(_block(block) for block in re.split(r"\n\s*\n", (text or "").strip()) if block))


def _block(block: str) -> SafeString:
    lines = [line.strip() for line in block.strip().split("\n")]
    if all(line.startswith("- ") for line in lines):
        items = format_html_join("", "<li>{}</li>", ((_inline(line[2:]),) for line in lines))
        return format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', items)
    return format_html('<p class="govuk-body">{}</p>', _inline(" ".join(lines)))


@register.filter
def inline(text: str | None) -> SafeString:
    """One line of such text, without a paragraph around it."""
    return _inline(text or "")


def _inline(text: str) -> SafeString:
    return mark_safe("".join(_parts(text)))


def _parts(text: str) -> Iterator[str]:
    at = 0
    for found in _LINK.finditer(text):
        yield conditional_escape(text[at : found.start()])
        words, address = found.groups()
        if _SAFE.match(address):
            yield format_html('<a class="govuk-link" href="{}">{}</a>', address, words)
        else:
            yield conditional_escape(found.group())
        at = found.end()
    yield conditional_escape(text[at:])


@register.filter
def safe_address(address: str) -> str:
    """An address that a link may lead to, else the home page."""
    return address if _SAFE.match(address) else "/"


ACCOUNT_MENU = (
    NavEntry("Your requests", "account"),
    NavEntry("How to reach you", "account-reach"),
    NavEntry("What helps you", "account-needs"),
    NavEntry("Your choices", "account-consents"),
    NavEntry("Your data", "account-data"),
    NavEntry("Sign-in and security", "mfa_index"),
    NavEntry("Change your password", "account_change_password"),
    NavEntry("Close your account", "account-close"),
)


@register.simple_tag
def account_menu(path: str) -> list[NavItem]:
    """The pages of the account, the current one marked."""
    return build_navigation(ACCOUNT_MENU, user=None, path=path)


@register.filter
def language(code: str) -> str:
    """The English name of a language."""
    return language_name(code)


@register.filter
def as_lists(value: Any) -> SafeString:
    """Nested names and values as lists that people can read; an empty value is left out."""
    if isinstance(value, Mapping):
        rows = [(_heading(key), as_lists(found)) for key, found in value.items() if found not in (None, "", [], {})]
        return format_html('<dl class="hub-data">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))
    if isinstance(value, list | tuple):
        return format_html(
            '<ul class="govuk-list govuk-list--bullet">{}</ul>',
            format_html_join("", "<li>{}</li>", ((as_lists(one),) for one in value)),
        )
    return conditional_escape(_plain(value))


def _heading(key: object) -> str:
    words = str(key).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value)
    if len(text) >= 19 and text[10:11] == "T":
        try:
            return when_words(datetime.fromisoformat(text))
        except ValueError:
            return text
    return text
