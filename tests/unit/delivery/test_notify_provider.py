"""GOV.UK Notify over real HTTP, against the fake that ships with the hub."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civichub.core.errors import Invalid, NotAllowed
from civichub.delivery.providers.base import ERRORS, Outgoing, ProviderError, Refused, TryLater, Unclear
from civichub.delivery.providers.notify import NotifyProvider, read_callback
from civichub.delivery.providers.notify_fake import API_KEY, TEMPLATES, NotifyFake, running_notify

NOW = datetime.now(UTC)
EMAIL = Outgoing("7KM4PQXT9", "email", ("jo@example.com",), "Your report", "Dear Jo\n\nThank you.")
TEXT = Outgoing("3F4G6H7J9", "sms", ("+447700900982",), "", "Your report 7KM-4PQ-XT9 is done.")
LETTER = Outgoing("C3D4F6G7H", "letter", ("Jo Bloggs", "1 High Street", "LE1 1AA"), "Your report", "Dear Jo")


@pytest.fixture
def notify() -> Iterator[NotifyFake]:
    with running_notify() as fake:
        yield fake


def provider(notify: NotifyFake, **changes: object) -> NotifyProvider:
    return replace(NotifyProvider(API_KEY, notify.url, TEMPLATES, timeout=2), **changes)


def nothing() -> None:
    """A hand-over that nobody needs to note."""


@pytest.mark.parametrize("outgoing", [EMAIL, TEXT, LETTER], ids=lambda outgoing: outgoing.channel)
def test_a_message_arrives_under_our_reference_and_can_be_found_by_it(notify: NotifyFake, outgoing: Outgoing) -> None:
    accepted = provider(notify).send(outgoing, before_handover=nothing)
    (row,) = notify.accepted
    assert row["reference"] == outgoing.reference
    assert row["asked"]["personalisation"]["body"] == outgoing.body
    assert provider(notify).find(outgoing.reference, since=NOW) == accepted


def test_an_envelope_gets_its_lines(notify: NotifyFake) -> None:
    provider(notify).send(LETTER, before_handover=nothing)
    words = notify.accepted[0]["asked"]["personalisation"]
    assert [words[f"address_line_{number}"] for number in (1, 2, 3)] == list(LETTER.address)


def test_what_notify_never_saw_is_not_found_nor_an_older_attempt(notify: NotifyFake) -> None:
    assert provider(notify).find("7KM4PQXT9", since=NOW) is None
    provider(notify).send(EMAIL, before_handover=nothing)
    assert provider(notify).find("7KM4PQXT9", since=NOW + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("status", "error", "kind", "code"),
    [
        (400, "BadRequestError", Refused, "setup_refused"),
        (400, "ValidationError", Refused, "address_refused"),
        (403, "AuthError", TryLater, "key_refused"),
        (404, "NoResultFound", Refused, "setup_refused"),
        (429, "RateLimitError", TryLater, "busy"),
        (429, "TooManyRequestsError", TryLater, "daily_limit"),
        (429, "A name of next year", TryLater, "busy"),
        (418, "A name of next year", Refused, "setup_refused"),
        (500, "Exception", Unclear, "provider_fault"),
        (503, "", Unclear, "provider_fault"),
    ],
)
def test_each_error_is_read_by_its_code_and_name(
    notify: NotifyFake, status: int, error: str, kind: type[ProviderError], code: str
) -> None:
    notify.next_answers = [(status, error)]
    with pytest.raises(kind) as refused:
        provider(notify).send(EMAIL, before_handover=nothing)
    assert refused.value.code == code
    assert str(refused.value) == ERRORS[code]
    assert notify.accepted == []


def test_being_told_to_slow_down_says_for_how_long(notify: NotifyFake) -> None:
    notify.next_answers = [(429, "RateLimitError")]
    with pytest.raises(TryLater) as later:
        provider(notify).send(EMAIL, before_handover=nothing)
    assert later.value.after == timedelta(minutes=1)


def test_a_lost_answer_is_unclear_whether_notify_took_it_or_not(notify: NotifyFake) -> None:
    notify.drop_after, sender = 1, provider(notify)
    with pytest.raises(Unclear):
        sender.send(EMAIL, before_handover=nothing)
    assert len(notify.accepted) == 1
    notify.drop_before = 1
    with pytest.raises(Unclear):
        sender.send(EMAIL, before_handover=nothing)
    assert len(notify.accepted) == 1


def test_a_slow_answer_is_unclear_too(notify: NotifyFake) -> None:
    notify.stall_seconds = 1
    with pytest.raises(Unclear):
        provider(notify, timeout=0.2).send(EMAIL, before_handover=nothing)


def test_when_nobody_answered_the_door_nothing_has_left(notify: NotifyFake) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(TryLater) as later:
        provider(notify, base_url=nowhere).send(EMAIL, before_handover=nothing)
    assert later.value.code == "unreachable"


def test_a_wrong_key_is_refused_by_its_signature(notify: NotifyFake) -> None:
    with pytest.raises(TryLater) as later:
        provider(notify, api_key=API_KEY[:-1] + "9").send(EMAIL, before_handover=nothing)
    assert later.value.code == "key_refused"


def test_no_log_holds_the_address(notify: NotifyFake, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    notify.next_answers = [(400, "ValidationError")]
    with pytest.raises(Refused):
        provider(notify).send(EMAIL, before_handover=nothing)
    assert "jo@example.com" not in caplog.text


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("delivered", "delivered"),
        ("permanent-failure", "returned"),
        ("temporary-failure", "undelivered"),
        ("technical-failure", "undelivered"),
        ("sent", "accepted"),
    ],
)
def test_a_callback_is_read_with_its_time(notify: NotifyFake, status: str, outcome: str) -> None:
    provider(notify).send(EMAIL, before_handover=nothing)
    body = notify.receipt("7KM4PQXT9", status, at=NOW)
    report = read_callback(body, authorisation="Bearer secret", token="secret")
    assert (report.reference, report.status, report.outcome) == ("7KM4PQXT9", status, outcome)
    assert report.occurred_at == NOW


@pytest.mark.parametrize("authorisation", ["", "Bearer", "Bearer wrong", "secret", "Bearer secret ", "Bearer sécret"])
def test_a_callback_without_our_token_is_refused(authorisation: str) -> None:
    with pytest.raises(NotAllowed):
        read_callback(b"{}", authorisation=authorisation, token="secret")


def test_without_a_token_of_our_own_every_callback_is_refused() -> None:
    with pytest.raises(NotAllowed):
        read_callback(b"{}", authorisation="Bearer ", token="")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        json.dumps({"id": "1", "status": "delivered"}).encode(),
        json.dumps({"id": "1", "status": "delivered", "completed_at": "yesterday"}).encode(),
        json.dumps({"id": "1", "status": "delivered", "completed_at": "2026-05-01T09:00:00"}).encode(),
        json.dumps({"id": "1", "status": "vanished", "completed_at": "2026-05-01T09:00:00Z"}).encode(),
        json.dumps({"id": "\x00", "status": "delivered", "completed_at": "2026-05-01T09:00:00Z"}).encode(),
        json.dumps({"id": "1", "status": ["delivered"], "completed_at": 5}).encode(),
    ],
)
def test_a_callback_that_is_none_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(Invalid):
        read_callback(body, authorisation="Bearer secret", token="secret")
