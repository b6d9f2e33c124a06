"""Clients that send requests until each is acknowledged, as a back office and a resident's browser would."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

GIVE_UP_AFTER_SECONDS = 180
API_ANSWERS = {
    "where": "road", "place": {"description": "High Street"}, "width": "small", "depth": "deep", "danger": "no",
    "injury": "no", "keep_informed": "yes", "name": {"first": "Sam", "last": "Reed"},
}  # fmt: skip


@dataclass
class Ledger:
    """What all clients together saw: references by the email that stands for one request, and how it went."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    server_errors: list[str] = field(default_factory=list)
    broken_off: int = 0
    repeats: int = 0

    def acknowledge(self, email: str, channel: str, reference: str) -> None:
        """Keep what a client was told; told something else before, the hub contradicts itself."""
        compact = reference.replace("-", "")
        if self.acknowledged.setdefault(email, compact) != compact:
            self.contradictions.append(f"{email}: {self.acknowledged[email]}, then {compact}")
        self.channels[email] = channel


class Sender:
    """One client with one thread. `send` makes one request and comes back when it has a reference for it."""

    def __init__(self, url: str, ledger: Ledger, number: int, key: str) -> None:
        self.url, self.ledger, self.number, self.key = url, ledger, number, key
        self.draw = random.Random(number)
        self.count = 0

    def send_until(self, done: threading.Event) -> None:
        """Request after request; the one in hand is seen through."""
        while not done.is_set():
            self.send()

    def send(self) -> None:
        """One new request, by the API from clients with an even number, by the portal from the others."""
        self.count += 1
        email = f"sender{self.number}.{self.count}@resident.example"
        by = self._by_api if self.number % 2 == 0 else self._by_portal
        by(email)

    def _by_api(self, email: str) -> None:
        body = {"service": "pothole", "answers": API_ANSWERS | {"email": email}, "source_reference": email}
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": f"key-{email}"}
        for repeat in range(2 if self.draw.random() < 0.25 else 1):
            answer = self._insist(
                lambda: requests.post(f"{self.url}/api/v1/cases", json=body, headers=headers, timeout=20)
            )
            assert answer.status_code in (200, 201), answer.text[:500]
            self.ledger.acknowledge(email, "api", answer.json()["reference"])
            self.ledger.repeats += repeat

    def _by_portal(self, email: str) -> None:
        browser = requests.Session()
        answer = self._insist(lambda: browser.get(f"{self.url}/services/pothole/", timeout=20))
        trail = []
        for _ in range(30):
            address = urlsplit(answer.url).path
            trail.append(f"{answer.status_code} {address}")
            if "/step/sent/" in address:
                found = re.search(r"\b\w{3}-\w{3}-\w{3}\b", answer.text[answer.text.find("<main") :])
                assert found, answer.text[:2000]
                self.ledger.acknowledge(email, "web", found[0])
                return
            answer = self._onward(browser, answer, email)
        raise AssertionError(f"the form never ended: {trail}")

    def _onward(self, browser: requests.Session, answer: requests.Response, email: str) -> requests.Response:
        page = answer.text[answer.text.find("<main") : answer.text.find("</main>")]  # not "was this page useful?"
        if "/step/similar/" in answer.url:
            button = next(tag for tag in re.findall(r"<a\b[^>]*>", page) if "govuk-button" in tag)
            href = re.search(r'href="([^"]+)"', button)
            assert href
            return self._insist(lambda: browser.get(urljoin(answer.url, href[1].replace("&amp;", "&")), timeout=20))
        forms = re.findall(r"<form.*?</form>", page, re.S)
        form = next((form for form in forms if "/start/" in form), max(forms, key=len))
        action = (re.search(r'<form[^>]*\baction="([^"]*)"', form) or ["", ""])[1]
        target, values = urljoin(answer.url, action), _filled(form, email)
        times = 2 if "check-answers" in answer.url and self.draw.random() < 0.25 else 1
        for repeat in range(times):  # the button pressed twice
            after = self._insist(lambda: browser.post(target, data=values, timeout=20))
            self.ledger.repeats += repeat
        return after

    def _insist(self, ask: Callable[[], requests.Response]) -> requests.Response:
        """Ask again, with the same words, until there is an answer."""
        deadline = time.monotonic() + GIVE_UP_AFTER_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = ask()
            except requests.RequestException:
                self.ledger.broken_off += 1
                time.sleep(self.draw.uniform(0.05, 0.4))
                continue
            if answer.status_code < 500:
                return answer
            self.ledger.server_errors.append(f"{answer.status_code} {answer.url}")
            time.sleep(0.2)
        raise AssertionError(f"no answer in {GIVE_UP_AFTER_SECONDS} seconds")


def _filled(form: str, email: str) -> dict[str, Any]:
    """The first choice of each question, and words in each box."""
    values: dict[str, Any] = {}
    for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", form):
        name, value, kind = (
            (re.search(rf'\b{part}="([^"]*)"', tag) or ["", ""])[1] for part in ("name", "value", "type")
        )
        if name and name not in values and kind != "file":
            values[name] = value or _words_for(name, email)
    return values


def _words_for(name: str, email: str) -> str:
    empty = dict.fromkeys(("phone", "latitude", "longitude", "uprn", "grid"), "")
    known = {"first": "Sam", "last": "Reed", "email": email} | empty
    dates = {"day": "1", "month": "2", "year": "2026"}
    return next((words for part, words in (known | dates).items() if part in name), "High Street, by the kerb")
