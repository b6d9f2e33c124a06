"""Receipts come in any order, more than once, and before we have written down that we sent anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from pytest_django import Settings

from civichub.accounts.models import User
from civichub.core.errors import NotAllowed
from civichub.core.models import StoredEvent
from civichub.delivery.drafts import Draft
from civichub.delivery.models import Message, Receipt
from civichub.delivery.operations import queue_message, receive_receipt
from civichub.delivery.operations.sending import claim_message, record_accepted
from civichub.delivery.providers.base import Report
from civichub.organisations.models import Organisation

REPORTS = {
    "sending": ("accepted", 1),
    "delivered": ("delivered", 2),
    "temporary-failure": ("undelivered", 3),
    "permanent-failure": ("returned", 4),
}


@pytest.fixture
def sent(draft: Draft, council: Organisation, system: User, now: datetime) -> Message:
    message = queue_message(draft=draft, organisation=council, actor=system, at=now)
    message.provider, message.provider_id, message.state, message.sent_at = "notify", "n-1", "sent", now
    message.save()
    return message


def report(message: Message, status: str, now: datetime, provider_id: str = "n-1") -> Report:
    outcome, minutes = REPORTS[status]
    return Report(message.reference, provider_id, status, outcome, now + timedelta(minutes=minutes))


def receive(message: Message, statuses: tuple[str, ...], system: User, now: datetime) -> Message:
    for status in statuses:
        receive_receipt(report=report(message, status, now), provider="notify", actor=system, at=now)
    return Message.objects.get(pk=message.pk)


def heard() -> list[str]:
    return list(StoredEvent.objects.filter(name__startswith="delivery.").values_list("name", flat=True))


@pytest.mark.parametrize("statuses", list(permutations(REPORTS)), ids="-".join)
def test_the_order_of_arrival_does_not_change_the_end(
    sent: Message, system: User, now: datetime, statuses: tuple[str, ...]
) -> None:
    after = receive(sent, statuses, system, now)
    assert after.state == "bounced"
    assert set(after.receipts.values_list("status", flat=True)) == set(REPORTS)


@pytest.mark.parametrize("statuses", list(permutations(("sending", "delivered", "temporary-failure"))), ids="-".join)
def test_a_delivery_beats_a_provider_that_gave_up(
    sent: Message, system: User, now: datetime, statuses: tuple[str, ...]
) -> None:
    assert receive(sent, statuses, system, now).state == "delivered"


def test_a_repeat_changes_nothing_and_tells_nobody(sent: Message, system: User, now: datetime) -> None:
    after = receive(sent, ("delivered",) * 5, system, now)
    assert (after.state, after.delivered_at) == ("delivered", now + timedelta(minutes=2))
    assert Receipt.objects.filter(source="provider").count() == 1
    assert heard() == ["delivery.DeliverySucceeded"]


def test_a_return_is_published_with_what_the_message_was_about(sent: Message, system: User, now: datetime) -> None:
    receive(sent, ("permanent-failure",), system, now)
    event = StoredEvent.objects.get(name="delivery.DeliveryFailed")
    assert event.payload == {
        "message_id": sent.pk,
        "about_type": "cases.case",
        "about_id": 5,
        "permanent": True,
    }


def test_a_receipt_that_overtakes_our_own_note_is_kept(
    draft: Draft, council: Organisation, system: User, now: datetime, settings: Settings
) -> None:
    settings.DEMO = True
    message = queue_message(draft=draft, organisation=council, actor=system, at=now)
    claim = claim_message(message_id=message.pk, actor=system, at=now)
    assert claim is not None
    Message.objects.filter(pk=message.pk).update(provider="notify")
    receive(message, ("delivered",), system, now)
    record_accepted(message_id=message.pk, token=claim.token, provider_id="n-1", actor=system, at=now)
    after = Message.objects.get(pk=message.pk)
    assert (after.state, after.provider_id) == ("delivered", "n-1")


def test_a_receipt_about_an_earlier_attempt_is_kept_but_settles_nothing(
    sent: Message, system: User, now: datetime
) -> None:
    old = report(sent, "permanent-failure", now, provider_id="n-0")
    receive_receipt(report=old, provider="notify", actor=system, at=now)
    assert Message.objects.get(pk=sent.pk).state == "sent"
    assert Receipt.objects.filter(source="provider").count() == 1


def test_a_receipt_for_nothing_of_ours_is_passed_over(sent: Message, system: User, now: datetime) -> None:
    stranger = Report("3F4G6H7J9", "n-9", "delivered", "delivered", now)
    assert receive_receipt(report=stranger, provider="notify", actor=system, at=now) is None
    ours_elsewhere = report(sent, "delivered", now)
    assert receive_receipt(report=ours_elsewhere, provider="smtp", actor=system, at=now) is None


def test_only_the_hub_itself_takes_receipts(
    sent: Message, council: Organisation, person: object, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        receive_receipt(
            report=report(sent, "delivered", now),
            provider="notify",
            actor=person(council, "administrator"),
            at=now,
        )
