"""People at their screens: signed in by the form, with a stream of live news open, taking what they are offered."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field

import requests

OFFER = re.compile(r'action="(/staff/work/offers/\d+/accept/)"')
PASSWORD = "front-door-2026"
AGAIN_SECONDS = 1.0
TALK_SECONDS = 2.0


@dataclass
class Screen:
    """One advisor with a browser. `accepted` are the pages that opened when something was taken."""

    url: str
    email: str
    accepted: list[str] = field(default_factory=list)
    server_errors: list[str] = field(default_factory=list)
    broken_off: int = 0
    streams: int = 0

    def __post_init__(self) -> None:
        self.browser = requests.Session()
        self.closed = threading.Event()
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._work)]

    def open(self) -> None:
        """Sign in, say "ready", and begin."""
        self._page("/accounts/login/")
        answer = self._post("/accounts/login/", login=self.email, password=PASSWORD)
        assert answer is not None, f"{self.email} could not sign in"
        assert answer.ok, answer.text[:500]
        self._post("/staff/work/ready/")
        for thread in self.threads:
            thread.start()

    def close(self) -> None:
        """Shut the browser; whatever is in hand stays there."""
        self.closed.set()
        for thread in self.threads:
            thread.join(30)

    def _listen(self) -> None:
        while not self.closed.is_set():
            try:
                with self.browser.get(f"{self.url}/events/desk/", stream=True, timeout=15) as stream:
                    self.streams += stream.status_code == 200
                    for _ in stream.iter_lines(chunk_size=1):
                        if self.closed.is_set():
                            return
            except requests.RequestException:
                self.broken_off += 1
            time.sleep(AGAIN_SECONDS)

    def _work(self) -> None:
        while not self.closed.is_set():
            page = self._page("/staff/work/")
            if page and 'action="/staff/work/ready/"' in page.text:
                self._post("/staff/work/ready/")
            for offer in OFFER.findall(page.text) if page else []:
                taken = self._post(offer)
                if taken is not None and taken.ok:
                    self.accepted.append(taken.url)
            time.sleep(TALK_SECONDS)
            for item in re.findall(r'action="(/staff/work/\d+/finish/)"', page.text) if page else []:
                self._post(item)

    def _page(self, path: str) -> requests.Response | None:
        return self._ask("get", path)

    def _post(self, path: str, **said: str) -> requests.Response | None:
        token = {"csrfmiddlewaretoken": self.browser.cookies.get("csrftoken", "")}
        return self._ask("post", path, data=token | said, headers={"Referer": self.url + path})

    def _ask(self, how: str, path: str, **more: object) -> requests.Response | None:
        """One try; the next look tries again. While the hub is away an answer of 502 to 504 is its being away."""
        try:
            answer = self.browser.request(how, self.url + path, timeout=20, **more)
        except requests.RequestException:
            self.broken_off += 1
            return None
        if answer.status_code >= 500:
            self.server_errors.append(f"{how} {path}: {answer.status_code}")
        return answer
