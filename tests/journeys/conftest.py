"""What every journey has: one browser, and visitors that leave when the test ends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.db.delivery.mail_server import MailServer, running_mail_server
from tests.journeys.browser import PATIENCE_MS, launched_browser, open_page
from tests.journeys.worker import forget_waiting_work

expect.set_options(timeout=PATIENCE_MS)  # a busy machine may take its time over anything


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


@pytest.fixture
def post(settings: Any, live_server: Any, transactional_db: None) -> Iterator[MailServer]:
    """A mail server to which the worker really sends, with links that lead to the site under test."""
    forget_waiting_work()
    with running_mail_server() as server:
        settings.SMTP_URL, settings.PUBLIC_URL = server.url, live_server.url
        yield server
