"""The web processes are killed under open screens: each says it is not connected and comes back, up to date, once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from civichub.devtools.postgres import Cluster
from civichub.devtools.serving import what_is_wanting
from tests.journeys.browser import launched_browser, open_page
from tests.soak.demonstration import Demo, running_demo, tree_below, wait_until
from tests.soak.desk_screens import PASSWORD

pytestmark = pytest.mark.timeout(900)
AWAY_SECONDS = 12
BACK_MS = 10_000
NOTICED_MS = 10_000
WITHDRAW = (
    "UPDATE routing_workitem SET state = 'withdrawn', ended_at = now() WHERE state = 'waiting' AND kind <> 'chat'"
)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = {day: ["00:00-24:00"] for day in WEEK} | {"bank_holidays": "open"}


@pytest.fixture
def installation() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="civichub-back-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with launched_browser() as found:
        yield found


def kill_web(demo: Demo) -> None:
    """SIGKILL to the web server and every process of it."""
    for pid, command in tree_below(demo.process.pid).items():
        if "granian" in command:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:  # killed with its parent
                continue


def at_the_desk(browser: Browser, url: str, local: str, path: str) -> Page:
    page = open_page(browser, url, f"/accounts/login/?next={path}")
    page.locator("#id_login").fill(f"{local}@brackenshire.example")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda where: where.endswith(path))
    return page


def in_a_chat(browser: Browser, url: str) -> Page:
    page = open_page(browser, url, "/chat/")
    page.get_by_label("What is your question?").fill("When is the tip open?")
    page.get_by_role("button", name="Start the chat").click()
    expect(page.get_by_role("log")).to_be_visible()
    return page


def ask(database: psycopg.Connection[Any], query: str) -> Any:
    """The first column of the first row."""
    row = database.execute(query).fetchone()
    return row and row[0]


def test_every_screen_says_it_is_not_connected_and_comes_back(installation: Path, browser: Browser) -> None:
    with running_demo(installation) as demo, psycopg.connect(
        Cluster(installation / "postgres").url(), autocommit=True
    ) as database:  # fmt: skip
        url = f"http://localhost:{demo.port}"
        database.execute("UPDATE routing_queue SET hours = %s", [json.dumps(ALWAYS)])
        site = ask(database, "SELECT s.slug FROM frontdesk_frontdesk d JOIN places_site s ON s.id = d.site_id LIMIT 1")
        wall = at_the_desk(browser, url, "leader", "/staff/wallboard/")
        desk = at_the_desk(browser, url, "leader", "/staff/queues/")
        board, chat = open_page(browser, url, f"/display/{site}/"), in_a_chat(browser, url)
        expect(desk.locator("#work-strip .hub-work__state")).to_be_visible()
        waiting = int(wall.locator(".hub-wall__big dd").first.inner_text())

        gone = time.monotonic()
        kill_web(demo)
        chat.get_by_label("Your message").fill("Are you there?")
        chat.get_by_role("button", name="Send", exact=True).click()
        notices = {
            wall: wall.locator("#wall-old"),
            desk: desk.locator("#hub-lost"),
            board: board.locator("#board-lost"),
            chat: chat.locator("[data-chat-lost]"),
        }
        for notice in notices.values():
            expect(notice).to_be_visible(timeout=NOTICED_MS)
            kill_web(demo)
        expect(notices[wall]).to_contain_text("seconds old")
        expect(notices[desk]).to_contain_text("seconds old")
        while time.monotonic() - gone < AWAY_SECONDS:
            kill_web(demo)
            time.sleep(0.5)
        database.execute(WITHDRAW)
        wait_until(lambda: what_is_wanting("localhost", demo.port) is None, "the web server to be back")

        back = time.monotonic()
        for notice in notices.values():
            expect(notice).to_be_hidden(timeout=BACK_MS)
        expect(wall.locator(".hub-wall__big dd").first).not_to_have_text(str(waiting), timeout=BACK_MS)
        print(f"\naway for {back - gone:.0f} s, every page back {time.monotonic() - back:.1f} s after the server")
        expect(chat.get_by_text("Are you there?")).to_have_count(1, timeout=BACK_MS)
        chat.reload()
        expect(chat.get_by_text("Are you there?")).to_have_count(1)
        for page, part in ((desk, "#work-strip"), (desk, "#queues"), (wall, "#wall"), (board, "#board")):
            expect(page.locator(part)).to_have_count(1)
        asked: list[str] = []
        desk.on("request", lambda request: asked.append(request.url.split(str(demo.port))[1]))
        database.execute('NOTIFY civichub_live, \'{"topic": "seats"}\'')
        desk.wait_for_timeout(3000)
        assert asked.count("/staff/queues/") <= 1, f"one change, asked of {len(asked)} times: {asked}"
