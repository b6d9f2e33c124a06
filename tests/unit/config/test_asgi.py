"""What the dispatcher keeps away from the pages."""

import asyncio

import pytest

from civichub.config import asgi


def scope(**changes):
    return {"type": "http", "path": "/", "headers": [], "query_string": b"", **changes}


def test_a_header_with_an_underscore_cannot_pass_for_the_proxys() -> None:
    headers = [(b"x_forwarded_proto", b"https"), (b"x-forwarded-for", b"192.0.2.1")]
    assert asgi.clean_scope(scope(headers=headers))["headers"] == [(b"x-forwarded-for", b"192.0.2.1")]


def test_raw_bytes_in_a_query_become_escapes() -> None:
    query = asgi.clean_scope(scope(query_string="q=café&a=%20b".encode()))["query_string"]
    assert query == b"q=caf%C3%A9&a=%20b"


def test_half_a_body_is_an_error_and_not_the_end() -> None:
    async def disconnected():
        return {"type": "http.disconnect"}

    with pytest.raises(ConnectionResetError):
        asyncio.run(asgi.whole_body(disconnected)())


def test_only_the_streams_go_to_the_asynchronous_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def handler(name):
        async def handle(scope, receive, send):
            taken.append((name, scope["path"]))

        return handle

    monkeypatch.setattr(asgi, "_streams", handler("streams"))
    monkeypatch.setattr(asgi, "_pages", handler("pages"))
    for path in ("/events", "/events/case-12", "/events-this-week", "/"):
        asyncio.run(asgi.dispatch(scope(path=path), None, None))
    assert taken == [
        ("streams", "/events"),
        ("streams", "/events/case-12"),
        ("pages", "/events-this-week"),
        ("pages", "/"),
    ]


def test_behind_a_trusted_proxy_the_client_is_the_one_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    clients = []

    async def remember(scope, receive, send):
        clients.append(scope["client"][0])

    monkeypatch.setattr(asgi, "dispatch", remember)
    monkeypatch.setenv("CIVICHUB_TRUSTED_PROXIES", "10.0.0.0/8")
    headers = [(b"x-forwarded-for", b"203.0.113.9, 198.51.100.7")]
    for sender in ("10.0.0.5", "192.0.2.66"):
        asyncio.run(asgi._application()(scope(headers=headers, client=(sender, 1)), None, None))
    assert clients == ["198.51.100.7", "192.0.2.66"]
