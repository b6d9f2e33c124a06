"""Every URL says for whom it is."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from civichub.web.access import audience_of


def every_pattern(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def test_every_address_declares_its_audience() -> None:
    silent = [address for address, entry in every_pattern(get_resolver()) if audience_of(entry.callback) is None]
    assert not silent, (
        f"these addresses do not say for whom they are: {silent}. Put @public, @resident, @signed_in or @staff(power) "
        "from civichub.web.access on the view; without it the page is never served."
    )


def test_urls_modules_only_list() -> None:
    """`urls.py` lists: a module that defines a function there hides a page."""
    for module in {entry.callback.__module__ for _, entry in every_pattern(get_resolver())}:
        assert not module.endswith(".urls"), f"{module} defines a view: move it to the module named after its pages"
