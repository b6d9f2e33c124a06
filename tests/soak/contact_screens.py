"""Advisors' pages that hear of a call and open its contact, as desk.js does, and when that page was there."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from typing import Any

import requests
from django.test import Client

AGAIN_SECONDS = 0.5
OPENS = re.compile(r'data-opens="([^"]+)" data-opens-once="(\d+)-(\d+)"')


class ContactScreen:
    """One advisor's browser. `opened` maps (item, second in which it was taken) to when its contact was on the screen.

    Its open stream is the sign of life that keeps its person in work.
    """

    def __init__(self, url: str, person: Any) -> None:
        client = Client()
        client.force_login(person)
        self.url, self.browser, self.closed = url, requests.Session(), threading.Event()
        self.browser.cookies.set("sessionid", client.cookies["sessionid"].value)
        self.opened: dict[tuple[int, int], float] = {}
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Shut the browser."""
        self.closed.set()
        self._thread.join(30)

    def _live(self) -> None:
        while not self.closed.is_set():
            with (
                contextlib.suppress(requests.RequestException),
                self.browser.get(f"{self.url}/events/desk/", stream=True, timeout=15) as stream,
            ):
                for line in stream.iter_lines(chunk_size=1):
                    if self.closed.is_set():
                        return
                    if line in (b"event: desk", b"event: resync"):
                        self._look()
            time.sleep(AGAIN_SECONDS)

    def _look(self) -> None:
        strip = self._page("/staff/work/strip/")
        for address, item, taken in OPENS.findall(strip.text):
            if (int(item), int(taken)) not in self.opened:
                self._page(address)
                self.opened[int(item), int(taken)] = time.time()

    def _page(self, path: str) -> requests.Response:
        answer = self.browser.get(self.url + path, timeout=20)
        answer.raise_for_status()
        return answer
