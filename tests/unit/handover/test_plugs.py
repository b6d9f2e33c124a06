"""The contract of every plug over HTTP or files, held against its fake."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civichub.core.errors import Invalid
from civichub.handover import outside
from civichub.handover.plugs import checked_address, plug_of
from civichub.handover.plugs.base import ERRORS, Answer, Outgoing, PlugError, Refused, Target, TryLater, Unclear
from civichub.handover.plugs.csv_fake import CsvFake
from civichub.handover.plugs.open311 import parse_xml
from civichub.handover.plugs.open311_fake import API_KEY, running_open311
from civichub.handover.plugs.webhook import signature
from civichub.handover.plugs.webhook_fake import running_webhook

AT = datetime(2026, 5, 1, 11, 0, 5, tzinfo=UTC)
HOLE = Outgoing(
    dispatch_id=1,
    key="0d7a0b1e-6f0e-5d0f-8a70-5d3f0f6b2a11",
    what="opened",
    reference="7KM4PQXT9",
    service="pothole",
    service_title="Pothole",
    opened_at=AT,
    occurred_at=AT,
    status="open",
    stage_words="We have received it",
    code="POT",
    title="=2+5 deep hole",
    description="Outside the school",
    place="High Street",
    latitude=52.30641,
    longitude=-1.94172,
    answers=(Answer("size", "How big is it?", ("large",), "Bigger than a dustbin lid"),),
)


@dataclass
class Bench:
    """A plug, where it is aimed, and how to look at what arrived: one key and one text for each fact."""

    kind: str
    target: Target
    arrived: Callable[[], list[str]]

    def send(self, outgoing: Outgoing) -> Any:
        return plug_of(self.kind).send(self.target, outgoing)


@contextmanager
def bench_of(kind: str, folder: Path, settings: Any) -> Iterator[Bench]:
    if kind == "open311":
        with running_open311(knows_repeats=True) as fake:
            yield Bench(kind, Target(1, "Works", fake.url, API_KEY), lambda: [str(r) for r in fake.requests.values()])
    elif kind == "webhook":
        with running_webhook() as hook:
            yield Bench(kind, Target(1, "Works", hook.url, hook.secret), lambda: [str(r) for r in hook.received])
    else:
        settings.HANDOVER_FOLDER = str(folder)
        files = CsvFake(folder / "works")

        def fetched() -> list[str]:
            files.fetch()
            return [str(row) for row in files.rows.values()]

        yield Bench(kind, Target(1, "Works", "works"), fetched)


@pytest.fixture(params=["open311", "webhook", "csv"])
def bench(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[Bench]:
    settings.PRIVATE_SYSTEMS = ("127.0.0.1",)
    with bench_of(request.param, tmp_path, settings) as found:
        yield found


def test_a_fact_arrives_whole_and_they_name_their_reference(bench: Bench) -> None:
    assert bench.send(HOLE).reference
    (told,) = bench.arrived()
    for word in ("deep hole", "Outside the school", "High Street", "POT", "52.30641"):
        assert word in told, f"{word} is not in {told}"


def test_the_same_fact_twice_is_one(bench: Bench) -> None:
    bench.send(HOLE)
    bench.send(HOLE)
    assert len(bench.arrived()) == 1


def test_what_the_receiver_may_not_know_leaves_no_trace(bench: Bench) -> None:
    bare = replace(HOLE, title="", description="", place="", latitude=None, longitude=None, answers=())
    bench.send(bare)
    (told,) = bench.arrived()
    assert "None" not in told.replace("'None'", "")
    assert "school" not in told


def test_no_cell_of_a_file_is_a_formula(tmp_path: Path, settings: Any) -> None:
    with bench_of("csv", tmp_path, settings) as bench:
        bench.send(HOLE)
        (row,) = bench.arrived()
    assert "'=2+5 deep hole" in row
    assert "'-1.94172'" in row, "a number stays a number"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (302, TryLater, "moved"),
        (400, Refused, "content_refused"),
        (401, TryLater, "key_refused"),
        (403, TryLater, "key_refused"),
        (404, Refused, "setup_refused"),
        (410, Refused, "setup_refused"),
        (422, Refused, "content_refused"),
        (429, TryLater, "busy"),
        (500, Unclear, "fault"),
        (502, Unclear, "fault"),
        (503, TryLater, "busy"),
    ],
)
@pytest.mark.parametrize("plug", ["open311", "webhook"])
def test_their_codes_have_our_meaning(
    plug: str, status: int, kind: type[PlugError], code: str, tmp_path: Path, settings: Any
) -> None:
    settings.PRIVATE_SYSTEMS = ("127.0.0.1",)
    with bench_of(plug, tmp_path, settings) as bench:
        running = running_open311 if plug == "open311" else running_webhook
        with running() as fake:
            fake.next_statuses = [status]
            with pytest.raises(kind) as refused:
                replace_target(bench, fake).send(HOLE)
    assert refused.value.code == code
    assert ERRORS[code] in str(refused.value)


def replace_target(bench: Bench, fake: Any) -> Bench:
    return replace(bench, target=replace(bench.target, address=fake.url))


def test_a_signature_is_over_id_time_and_body() -> None:
    signed = signature("secret", "msg_1", "1614265330", b'{"test": 2432232314}')
    assert signed.startswith("v1,")
    assert signed != signature("secret", "msg_1", "1614265331", b'{"test": 2432232314}')
    assert signed != signature("secret", "msg_2", "1614265330", b'{"test": 2432232314}')
    assert signed != signature("other", "msg_1", "1614265330", b'{"test": 2432232314}')


def test_a_webhook_with_a_wrong_key_is_refused(settings: Any) -> None:
    settings.PRIVATE_SYSTEMS = ("127.0.0.1",)
    with running_webhook() as fake, pytest.raises(TryLater) as refused:
        plug_of("webhook").send(Target(1, "Works", fake.url, "a wrong secret"), HOLE)
    assert refused.value.code == "key_refused"
    assert not fake.received


def test_files_that_they_put_in_are_read_in_order_and_put_away(tmp_path: Path, settings: Any) -> None:
    settings.HANDOVER_FOLDER = str(tmp_path)
    files, target = CsvFake(tmp_path / "works"), Target(1, "Works", "works")
    files.work("7KM-4PQ-XT9", "in_progress", at=AT)
    files.work("7KM-4PQ-XT9", "closed", at=AT.replace(hour=12), words="Filled")
    (tmp_path / "works/in/zz.csv").write_text("reference,status\nno time,open\n")
    reports = list(plug_of("csv").news(target, AT))
    assert [(one.status, one.note) for one in reports] == [("in_progress", ""), ("closed", "Filled")]
    assert sorted(path.parent.name for path in (tmp_path / "works").rglob("*.csv")) == ["done", "done", "refused"]


def test_a_folder_that_is_not_there_is_no_failure_of_the_case(settings: Any) -> None:
    settings.HANDOVER_FOLDER = ""
    with pytest.raises(TryLater) as refused:
        plug_of("csv").send(Target(1, "Works", "works"), HOLE)
    assert refused.value.code == "no_folder"


PRIVATE = (
    "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/",
    "https://2130706433/", "https://0x7f000001/", "https://10.0.0.8/", "https://192.168.1.1/", "https://100.64.0.1/",
    "https://localhost/", "https://0.0.0.0/", "https://[fd00::1]/", "https://[2002:7f00:1::]/", "https://224.0.0.1/",
)  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_an_address_in_a_private_network_is_refused_when_stored_and_when_called(url: str) -> None:
    """Abuse case 17."""
    with pytest.raises(Invalid):
        checked_address("webhook", url)
    with pytest.raises(TryLater) as refused:
        outside.call("GET", url)
    assert refused.value.code in ("private_address", "unreachable")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook", "file:///etc/passwd", "gopher://example.org/", "https://", "javascript:alert(1)",
        "https://name:word@example.org/", "https:\\\\example.org", "https://example.org:99999/", "example.org",
    ],
)  # fmt: skip
def test_an_address_that_is_not_plainly_https_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        checked_address("open311", url)


def test_a_name_that_leads_inside_only_when_it_is_called_is_refused_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is resolved once for each call, and what it leads to then is what counts."""
    assert checked_address("webhook", "https://rebind.example/hook")
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **more: Any) -> Any:
        return real("127.0.0.1", port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(TryLater) as refused:
        outside.call("GET", "https://rebind.example/hook")
    assert refused.value.code == "private_address"


def test_a_redirect_is_not_followed(settings: Any) -> None:
    settings.PRIVATE_SYSTEMS = ("127.0.0.1",)
    with running_webhook() as fake:
        fake.next_statuses = [302]
        with pytest.raises(TryLater, match="another address"):
            outside.call("POST", fake.url, body=b"{}")


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<html><p>", b"", b"\xff\xfe", b'{"a": 1}', b'<?xml version="1.0" encoding="nonsense"?><a/>',
    ],
)  # fmt: skip
def test_an_answer_that_is_no_plain_xml_is_not_read(body: bytes) -> None:
    with pytest.raises(Unclear):
        parse_xml(body)


@pytest.mark.parametrize("name", ["../etc", "a/b", ".", "", "Works", "a b", "-a", "a" * 70, "a\x00b"])
def test_a_folder_s_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(Invalid):
        checked_address("csv", name)
