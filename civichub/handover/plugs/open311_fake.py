"""A stand-in for a council's Open311 server with the updates extension, in memory: a back office that can be worked in.

By default it forgets nothing and knows no repeat, as most do: a report sent twice is two requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from civichub.handover.plugs.http_fake import serving

API_KEY = "fake-open311-key"
_LISTED = ("service_request_id", "status", "service_code", "description", "requested_datetime", "updated_datetime")


@dataclass
class Open311Fake:
    """`requests` by their number, `updates` in order. With `gives_tokens` the number comes only by the token."""

    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: list[dict[str, str]] = field(default_factory=list)
    posts: int = 0
    knows_repeats: bool = False
    gives_tokens: bool = False
    delay: float = 0.0
    next_statuses: list[int] = field(default_factory=list)
    url: str = ""
    _made: int = 0
    _keys: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def work(self, number: str, status: str, *, at: datetime, words: str = "") -> None:
        """Somebody in the back office sets a status."""
        moment = at.astimezone(UTC).isoformat()
        self.requests[number] |= {"status": status, "updated_datetime": moment}
        about = {"update_id": f"theirs-{len(self.updates)}", "service_request_id": number}
        self.updates.append(about | {"status": status, "updated_datetime": moment, "description": words, "by": "them"})

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """One request of the protocol."""
        parts = urlsplit(path)
        given = parse_qs(body.decode() if method == "POST" else parts.query)
        asked = {name: values[0] for name, values in given.items()}
        resource = parts.path.rpartition("/v2/")[2].removesuffix(".xml")
        if method == "POST" and asked.get("api_key") != API_KEY:
            return _errors(403, "That api_key is not known.")
        if resource == "requests":
            return self._post(given, headers) if method == "POST" else self._search(asked)
        if resource == "servicerequestupdates":
            return self._update(asked) if method == "POST" else _listed("service_request_updates", self._theirs())
        if resource.startswith("tokens/"):
            number = resource.removeprefix("tokens/t-")
            return _listed("service_requests", [{"service_request_id": number, "token": f"t-{number}"}])
        return _errors(404, "There is no such thing.")

    def _post(self, given: dict[str, list[str]], headers: dict[str, str]) -> tuple[int, str, bytes]:
        key = headers.get("idempotency-key", "")
        with self._lock:
            self.posts += 1
            number = self._keys.get(key, "") if self.knows_repeats else ""
            if not number:
                self._made += 1
                number = f"R{self._made}"
                now = datetime.now(UTC).isoformat()
                asked = {name: values[0] for name, values in given.items()}
                about = {"service_request_id": number, "status": "open", "requested_datetime": now}
                self.requests[number] = about | {"updated_datetime": now, "given": given} | {
                    name: asked.get(name, "") for name in ("service_code", "description")
                }  # fmt: skip
                self._keys[key] = number
        named = {"token": f"t-{number}"} if self.gives_tokens else {"service_request_id": number}
        return _listed("service_requests", [named])

    def _update(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        with self._lock:
            if asked.get("service_request_id") not in self.requests:
                return _errors(404, "That service_request_id is not known.")
            if not any(one["update_id"] == asked["update_id"] for one in self.updates):
                self.updates.append({**asked, "by": "us"})
        return _listed("service_request_updates", [{"update_id": asked["update_id"]}])

    def _search(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        wanted = asked.get("service_request_id", "").split(",") if asked.get("service_request_id") else None
        with self._lock:
            found = [one for number, one in self.requests.items() if wanted is None or number in wanted]
        rows = [{name: str(one[name]) for name in _LISTED} for one in found]
        code = asked.get("service_code")
        return _listed("service_requests", [row for row in rows if wanted or not code or row["service_code"] == code])

    def _theirs(self) -> list[dict[str, str]]:
        return [one for one in self.updates if one["by"] == "them"]


def _listed(root: str, rows: list[dict[str, str]]) -> tuple[int, str, bytes]:
    document = ElementTree.Element(root)
    name = "request_update" if root == "service_request_updates" else "request"
    for row in rows:
        element = ElementTree.SubElement(document, name)
        for key, value in row.items():
            ElementTree.SubElement(element, key).text = value
    return 200, "text/xml; charset=utf-8", ElementTree.tostring(document, "utf-8", xml_declaration=True)


def _errors(status: int, words: str) -> tuple[int, str, bytes]:
    document = ElementTree.Element("errors")
    error = ElementTree.SubElement(document, "error")
    ElementTree.SubElement(error, "code").text = str(status)
    ElementTree.SubElement(error, "description").text = words
    return status, "text/xml; charset=utf-8", ElementTree.tostring(document, "utf-8", xml_declaration=True)


@contextmanager
def running_open311(**how: Any) -> Iterator[Open311Fake]:
    """The fake on a free port of this machine (`fake.url`), until the block ends."""
    with serving(Open311Fake(**how), path="/open311/v2") as fake:
        yield fake
