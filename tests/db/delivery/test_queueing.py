"""A message and its job are stored together, once, and wait for their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from civichub.accounts.models import User
from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry
from civichub.delivery.drafts import Draft
from civichub.delivery.models import Message
from civichub.delivery.operations import cancel_message, queue_message, record_posted, retry_message
from civichub.organisations.models import Organisation


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(queue_name="delivery").order_by("id"))


def test_a_message_is_stored_with_its_job_and_its_audit(
    draft: Draft, council: Organisation, system: User, now: datetime
) -> None:
    message = queue_message(draft=draft, organisation=council, actor=system, at=now)
    assert message.state == "queued"
    assert [job.args for job in jobs()] == [{"message_id": message.pk}]
    assert AuditEntry.objects.filter(action="message.queued", subject_id=message.pk).count() == 1


def test_when_the_change_is_rolled_back_neither_message_nor_job_remains(
    draft: Draft, council: Organisation, system: User, now: datetime
) -> None:
    with transaction.atomic():
        queue_message(draft=draft, organisation=council, actor=system, at=now)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert jobs() == []


def test_one_person_is_told_one_thing_once(draft: Draft, council: Organisation, system: User, now: datetime) -> None:
    said = {"organisation": council, "actor": system, "at": now, "dedupe_key": "case_received:5:customers.customer:12"}
    first = queue_message(draft=draft, **said)
    again = queue_message(draft=replace(draft, channel="sms", to_address="07700900982"), **said)
    assert again.pk == first.pk
    assert Message.objects.count() == len(jobs()) == 1


@pytest.mark.parametrize("channel", ["email", "letter"])
def test_email_and_letters_go_at_night(
    draft: Draft, council: Organisation, system: User, now: datetime, channel: str
) -> None:
    address = {"email": "jo@example.com", "letter": "Jo\n1 High Street\nLE1 1AA"}[channel]
    night = now.replace(hour=23)
    draft = replace(draft, channel=channel, to_address=address)
    assert queue_message(draft=draft, organisation=council, actor=system, at=night).state == "queued"


def test_a_text_asked_for_at_night_waits_for_the_morning_and_so_does_its_job(
    draft: Draft, council: Organisation, system: User, now: datetime
) -> None:
    night = now.replace(hour=23)
    text = replace(draft, channel="sms", to_address="07700900982")
    held = queue_message(draft=text, organisation=council, actor=system, at=night)
    morning = (now + timedelta(days=1)).replace(hour=7)
    assert (held.state, held.hold_until) == ("held", morning)
    assert jobs()[0].scheduled_at == morning
    urgent = queue_message(draft=replace(text, is_urgent=True), organisation=council, actor=system, at=night)
    assert urgent.state == "queued"


def test_a_message_can_wait_for_a_moment_and_be_taken_back_meanwhile(
    draft: Draft, council: Organisation, person: Any, now: datetime
) -> None:
    advisor = person(council, "advisor")
    message = queue_message(
        draft=draft, organisation=council, actor=advisor, at=now, not_before=now + timedelta(seconds=30)
    )
    cancelled = cancel_message(message=message, reason="Sent too soon", actor=advisor, at=now)
    assert (message.state, cancelled.state) == ("held", "cancelled")
    with pytest.raises(TransitionRefused, match="cancelled, so you cannot cancel it"):
        cancel_message(message=message, reason="", actor=advisor, at=now)


def test_a_flood_of_reports_sends_an_unproved_address_three_messages_an_hour(
    draft: Draft, council: Organisation, system: User, now: datetime
) -> None:
    victim = replace(draft, recipient_verified=False, recipient="")
    spellings = ["victim@example.com", "Victim@example.com", "VICTIM@EXAMPLE.COM"]
    for number in range(300):
        address = spellings[number % 3]
        queue_message(
            draft=replace(victim, to_address=address),
            organisation=council,
            actor=system,
            at=now + timedelta(seconds=number),
        )
    kept = Message.objects.exclude(state="cancelled")
    moments = sorted(message.hold_until or message.created_at for message in kept)
    for moment in moments:
        assert sum(moment <= other < moment + timedelta(hours=1) for other in moments) <= 3
    assert kept.filter(state="queued").count() == 3
    assert kept.count() <= 15
    assert len(jobs()) == kept.count()
    assert set(Message.objects.filter(state="cancelled").values_list("error", flat=True)) == {"limit"}


def test_the_limit_is_not_for_those_who_proved_their_address_nor_for_letters(
    draft: Draft, council: Organisation, system: User, now: datetime, settings: Settings
) -> None:
    settings.UNVERIFIED_MESSAGES_PER_HOUR = 1
    letter = replace(draft, channel="letter", to_address="Jo\n1 High Street\nLE1 1AA", recipient_verified=False)
    for _ in range(4):
        assert queue_message(draft=draft, organisation=council, actor=system, at=now).state == "queued"
        assert queue_message(draft=letter, organisation=council, actor=system, at=now).state == "queued"


def test_using_up_the_limit_by_reports_does_not_stop_the_person_from_signing_in(
    draft: Draft, council: Organisation, system: User, now: datetime
) -> None:
    unproved = replace(draft, recipient_verified=False)
    for _ in range(9):
        queue_message(draft=unproved, organisation=council, actor=system, at=now)
    sign_in = replace(unproved, purpose="sign_in", is_secret=True)
    states = [
        queue_message(draft=sign_in, organisation=None, actor=system, at=now, beyond_limit="drop").state
        for _ in range(4)
    ]
    assert states == ["queued", "queued", "queued", "cancelled"]


def test_text_from_the_public_is_refused_for_an_unproved_address(
    draft: Draft, council: Organisation, system: User, now: datetime
) -> None:
    bomb = replace(draft, recipient_verified=False, carries_public_text=True, body="Win a prize")
    with pytest.raises(Invalid):
        queue_message(draft=bomb, organisation=council, actor=system, at=now)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("role", "at_home", "allowed"),
    [("advisor", True, True), ("advisor", False, False), ("analyst", True, False), ("receptionist", True, False)],
)
def test_only_those_who_act_on_cases_there_send_in_a_council_s_name(
    draft: Draft, council: Organisation, other_council: Organisation, person: Any, now: datetime, role: str,
    at_home: bool, allowed: bool,
) -> None:  # fmt: skip
    actor = person(council if at_home else other_council, role)
    if allowed:
        assert queue_message(draft=draft, organisation=council, actor=actor, at=now)
        return
    with pytest.raises(NotAllowed):
        queue_message(draft=draft, organisation=council, actor=actor, at=now)


def test_another_council_s_officer_changes_nothing(
    draft: Draft, council: Organisation, other_council: Organisation, system: User, person: Any, now: datetime
) -> None:
    message = queue_message(draft=draft, organisation=council, actor=system, at=now)
    stranger = person(other_council, "service_manager")
    for change in (retry_message, record_posted):
        with pytest.raises(NotAllowed):
            change(message=message, actor=stranger, at=now)
    with pytest.raises(NotAllowed):
        cancel_message(message=message, reason="", actor=stranger, at=now)


def test_a_sensitive_message_is_changed_only_by_those_who_may_see_it(
    draft: Draft, council: Organisation, system: User, person: Any, now: datetime
) -> None:
    message = queue_message(draft=replace(draft, is_sensitive=True), organisation=council, actor=system, at=now)
    with pytest.raises(NotAllowed):
        cancel_message(message=message, reason="", actor=person(council, "advisor"), at=now)
    assert cancel_message(message=message, reason="", actor=person(council, "service_officer"), at=now)


def test_the_database_itself_refuses_a_second_message_with_the_same_key(
    draft: Draft, council: Organisation, system: User, now: datetime
) -> None:
    message = queue_message(draft=draft, organisation=council, actor=system, at=now, dedupe_key="a")
    message.pk, message.reference = None, "3F4G6H7J9"
    with pytest.raises(IntegrityError, match="one_message_per_dedupe_key"):
        message.save()
