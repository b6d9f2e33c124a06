"""What every journey has: one browser, and visitors that leave when the test ends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import launched_browser, open_page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with launched_browser() as found:
        yield found


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`visit("/path", width=360, javascript=False, user=officer)` opens a page for a new visitor."""
    pages: list[Page] = []

    def open_one(path: str, **options: Any) -> Page:
        pages.append(open_page(browser, live_server.url, path, **options))
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()
