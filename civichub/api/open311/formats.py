"""Answers in XML and JSON, and refusals in the same."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from django.http import HttpRequest, HttpResponse

from civichub.core.errors import HubError, Invalid, NotAllowed, NotFound

CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# The element of each list: GeoReport v2 names them one by one.
ITEMS = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
    "service_request_updates": "request_update", "errors": "error", "endpoints": "endpoint", "formats": "format",
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Answer = tuple[str, Any]


class Refusal(Exception):
    """A request that cannot be answered: an HTTP status and a sentence for each thing that is wrong."""

    def __init__(self, status: int, *words: str, retry_after: timedelta | None = None) -> None:
        super().__init__("; ".join(words))
        self.status, self.words, self.retry_after = status, words, retry_after


def answers(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
    """Let `view` return (name of the root, dict or list), and print it in the format that the address ends with."""

    @functools.wraps(view)
    def serve(request: HttpRequest, kind: str, **named: str) -> HttpResponse:
        if kind not in CONTENT_TYPES:
            return printed("xml", 404, "errors", _errors(404, ("There is no such format: ask for xml or json.",)))
        try:
            if "\x00" in "".join([*request.GET.values(), *named.values()]):
                raise Refusal(400, "Remove the unreadable characters.")
            return printed(kind, 200, *view(request, **named))
        except Refusal as error:
            response = printed(kind, error.status, "errors", _errors(error.status, error.words))
            if error.retry_after is not None:
                response["Retry-After"] = str(int(error.retry_after.total_seconds()))
            return response
        except HubError as error:
            status = 403 if isinstance(error, NotAllowed) else 404 if isinstance(error, NotFound) else 400
            words = tuple(error.errors.values()) if isinstance(error, Invalid) else (error.message,)
            return printed(kind, status, "errors", _errors(status, words))

    return serve


def _errors(status: int, words: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"code": str(status), "description": text} for text in words]


def printed(kind: str, status: int, root: str, value: Any) -> HttpResponse:
    """The document as an answer. Other sites' pages may read it: it is public, and no cookie counts here."""
    body = _xml(root, value) if kind == "xml" else json.dumps(value, ensure_ascii=False).encode()
    response = HttpResponse(body, status=status, content_type=CONTENT_TYPES[kind])
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _xml(root: str, value: Any) -> bytes:
    return ElementTree.tostring(_element(root, value), "utf-8", xml_declaration=True)


def _element(name: str, value: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, dict):
        element.extend(_element(key, part) for key, part in value.items())
    elif isinstance(value, list):
        element.extend(_element(ITEMS[name], part) for part in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("", str(value))
    return element


def w3(moment: datetime | None) -> str | None:
    """A moment as GeoReport v2 writes it, in UTC with its zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
