"""Requests that no browser would send, drawn by a seed: the same number gives the same requests on every machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.db.trust.every_address import Address, Populated, every_address

METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "X" * 40)
WORDS = (
    "", "\x00", "a\x00b", "%00", "\r\nX-Evil: 1", "'", "\"><script>alert(1)</script>", "../../etc/passwd", "..%2f",
    "🕳️" * 50, "é" * 300, "A" * 5000, "-1", "0", "9" * 30, "1e309", "NaN", "Infinity", "true", "null", "[]",
    "{}", "%",
    "%zz", "%ed%a0%80", "\u202e\u200b", "ı", "ﬁ", "𝟏", "１", "\ufeff", "2026-02-30", "0000-00-00",
    "9999-99-99T99:99:99Z",
    "10000-01-01T00:00:00Z", "2026-01-01T00:00:00+99:99", "1;DROP TABLE x", "%(a)s", "{0.__class__}", "${7*7}",
    "*", "|",
)  # fmt: skip
RAW = ("%00", "%ed%a0%80", "%ff%fe", "%c0%af", "%F0%9F%98%80", "%e2%80%ae", "%", "%2e%2e%2f", "%0d%0a")
FIELDS = (
    "q", "next", "page", "after", "since", "answer", "text", "due_on_0", "due_on_1", "due_on_2", "outcome",
    "case", "go",
    "key", "service", "organisation", "team", "login", "password", "email", "reference", "known", "postcode", "where",
    "latitude", "longitude", "easting", "northing", "uprn", "month", "body", "channel", "file", "kind",
    "amount", "who",
    "seen_stage", "customer", "sort", "state", "status", "from", "to", "id", "pk", "credential", "code",
    "signed", "save",
)  # fmt: skip
TYPES = (
    "", "application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml", "image/png",
    "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "x" * 400,
    "application/json; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense", "a/b; c=\xe9", ";",
)  # fmt: skip
HEADERS = (
    ("Accept-Language", "zz-ZZ;q=9,*;q=x"), ("Range", "bytes=9-1,-"), ("If-Modified-Since", "never"),
    ("Cookie", "sessionid=;csrftoken==;place=:::;messages=x"), ("Referer", "http://[::1"), ("Origin", "null"),
    ("HX-Request", "true"), ("HX-Current-URL", "http://[bad"), ("Idempotency-Key", "k" * 500),
    ("Idempotency-Key", "k"),
    ("If-None-Match", '"'), ("Content-Length", "abc"), ("X-HTTP-Method-Override", "DELETE"), ("Accept", "q/q;q=q"),
    ("Authorization", "Bearer \xe9"), ("Authorization", "Basic !!!!"), ("Host", "localhost:99999"), ("Host", "[::1"),
)  # fmt: skip


@dataclass(frozen=True)
class Malformed:
    """One request; `who` names a client of the populated partnership."""

    number: int
    who: tuple[str, str]
    method: str
    path: str
    body: bytes
    content_type: str
    headers: dict[str, str]

    def send(self, populated: Populated) -> Any:
        """The answer. Cookies that the request carries of its own replace the client's for this request only."""
        path, _, query = self.path.partition("?")
        return populated.clients[self.who].generic(
            self.method, path, self.body, content_type=self.content_type, headers=self.headers, QUERY_STRING=query
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.who[0]} {self.method} {self.path[:200]!r} {self.content_type[:60]!r} " + repr(
            (self.body[:200], self.headers)
        )


def malformed_requests(populated: Populated, seed: int, count: int) -> Iterator[Malformed]:
    """`count` requests, going round the addresses in turn so that none is left out."""
    draw = random.Random(seed)
    addresses = list(every_address())
    for number in range(count):
        address = addresses[number % len(addresses)]
        who = draw.choice(WHO)
        body, content_type = _body(draw)
        query = "&".join(f"{quote(draw.choice(FIELDS))}={_query_value(draw)}" for _ in range(draw.randrange(4)))
        yield Malformed(
            number=number,
            who=who,
            method=draw.choice(METHODS) if draw.random() < 0.3 else draw.choice(("GET", "POST")),
            path=_path(draw, populated, address) + (f"?{query}" if query else ""),
            body=body,
            content_type=content_type,
            headers=dict(draw.sample(HEADERS, draw.randrange(3))),
        )


WHO = (
    ("anonymous", ""), ("resident", ""), ("service_officer", "county"), ("service_manager", "county"),
    ("advisor", "county"), ("administrator", "county"), ("client", "county"),
)  # fmt: skip


def _path(draw: random.Random, populated: Populated, address: Address) -> str:
    values = populated.values_for(address, "own")
    for part in address.parts:
        if draw.random() < 0.4:
            word = draw.choice(WORDS)
            values[part] = draw.choice(RAW) if draw.random() < 0.3 else quote(word, safe="")
    return address.filled(values)


def _query_value(draw: random.Random) -> str:
    return draw.choice(RAW) if draw.random() < 0.3 else quote(draw.choice(WORDS), safe="")


def _json(draw: random.Random) -> bytes:
    deep = draw.choice((10, 500, 100_000))
    values = (
        '"\\ud800"',
        '"\\u0000"',
        "1e999",
        "-0",
        "null",
        "[]",
        "{}",
        "9" * 400,
        '"' + "x" * 3000 + '"',
        "NaN",
        "true",
    )
    pairs = ",".join(
        f'"{draw.choice((*FIELDS, "answers", "source_reference", "step", "public"))}":{draw.choice(values)}'
        for _ in range(draw.randrange(6))
    )
    choices = (
        f"{{{pairs}}}", f'{{"service":"pothole","answers":{{{pairs}}}}}', "[" * deep, "[" * deep + "]" * deep, "{",
        '{"a":' * 200 + "1" + "}" * 200, '{"text":"\\ud800","public":true}',
        '{"service":"pothole","answers":{"where":[]}}',
        f'{{"step":{draw.choice(values)},"note":{draw.choice(values)}}}',
        f'{{"text":{draw.choice(values)}}}', '"', "nul",
    )  # fmt: skip
    return draw.choice(choices).encode()


def _body(draw: random.Random) -> tuple[bytes, str]:
    kind = draw.randrange(6)
    if kind == 0:
        return b"", ""
    if kind == 1:
        return _json(draw), draw.choice(("application/json", draw.choice(TYPES)))
    if kind == 2:
        fields = "&".join(f"{draw.choice(FIELDS)}={_query_value(draw)}" for _ in range(draw.randrange(12)))
        return fields.encode(), "application/x-www-form-urlencoded"
    if kind == 3:
        return draw.randbytes(draw.choice((1, 40, 4000))), draw.choice(TYPES)
    if kind == 4:
        return ("&".join(f"a{n}=b" for n in range(2500))).encode(), "application/x-www-form-urlencoded"
    return _multipart(draw), "multipart/form-data; boundary=x"


def _multipart(draw: random.Random) -> bytes:
    name, value = draw.choice(FIELDS), draw.choice(WORDS).encode(errors="surrogatepass")
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00/../b.svg"\r\n\r\n<svg/>\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename*=utf-8\'\'%ff\r\n\r\nx\r\n',
        b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a\r\n\r\n!!!\r\n",
        b"--x\r\n\r\n", b"--x", b"\x00\xff",
    )  # fmt: skip
    ending = draw.choice((b"--x--\r\n", b"--x", b""))
    return b"".join(draw.choice(parts) for _ in range(draw.randrange(1, 4))) + ending
