"""Who may see what was sent, and to which address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from civichub.accounts.models import User
from civichub.core.errors import NotFound
from civichub.delivery import queries
from civichub.delivery.drafts import Draft
from civichub.delivery.models import Message
from civichub.delivery.operations import queue_message
from civichub.delivery.queries import OutboxFilters
from civichub.organisations.models import Organisation


@pytest.fixture
def message(draft: Draft, council: Organisation, system: User, now: datetime) -> Message:
    return queue_message(draft=draft, organisation=council, actor=system, at=now)


def test_the_outbox_shows_a_council_its_own_messages(
    message: Message, council: Organisation, other_council: Organisation, person: Any
) -> None:
    assert list(queries.outbox(person(council, "team_leader"))) == [message]
    assert list(queries.outbox(person(other_council, "team_leader"))) == []
    assert list(queries.outbox(person(council, "advisor"))) == []


def test_another_council_s_message_is_not_found_like_a_missing_one(
    message: Message, council: Organisation, other_council: Organisation, person: Any
) -> None:
    assert queries.get_message_for(person(council, "team_leader"), message.reference) == message
    stranger = person(other_council, "team_leader")
    words = set()
    for reference in (message.reference, "3F4G6H7J9", "\x00", "x" * 400):
        with pytest.raises(NotFound) as missing:
            queries.get_message_for(stranger, reference)
        words.add(missing.value.message)
    assert len(words) == 1


def test_a_sensitive_message_needs_the_second_power(
    draft: Draft, council: Organisation, system: User, person: Any, now: datetime
) -> None:
    queue_message(draft=replace(draft, is_sensitive=True), organisation=council, actor=system, at=now)
    assert not queries.outbox(person(council, "team_leader")).exists()
    assert queries.outbox(person(council, "service_manager")).exists()


def test_the_address_of_a_person_at_risk_is_hidden_and_cannot_be_searched_for(
    draft: Draft, council: Organisation, system: User, person: Any, now: datetime
) -> None:
    address = "Jo Bloggs\n9 Secret Street\nLE1 1AA"
    letter = replace(draft, channel="letter", to_address=address, hides_address=True, to_name="Jo Bloggs")
    message = queue_message(draft=letter, organisation=council, actor=system, at=now)
    leader, manager = person(council, "team_leader"), person(council, "service_manager")
    assert "Secret" not in queries.address_for(leader, message)
    assert "Secret" in queries.address_for(manager, message)
    assert not queries.outbox(leader, OutboxFilters(to="Secret")).exists()
    assert queries.outbox(leader, OutboxFilters(to="Bloggs")).exists()


def test_the_outbox_is_narrowed_by_what_was_asked(
    message: Message, draft: Draft, council: Organisation, system: User, person: Any, now: datetime
) -> None:
    text = replace(draft, channel="sms", to_address="07700900982")
    queue_message(draft=text, organisation=council, actor=system, at=now)
    leader = person(council, "team_leader")
    assert queries.outbox(leader, OutboxFilters(channel="email")).get() == message
    assert queries.outbox(leader, OutboxFilters(to="jo@")).get() == message
    assert queries.outbox(leader, OutboxFilters(about_reference="7KM4PQXT9")).count() == 2
    assert not queries.outbox(leader, OutboxFilters(state="failed")).exists()
    assert not queries.outbox(leader, OutboxFilters(to="\x00")).exclude(to_name="").exists()


def test_a_sign_in_link_is_shown_to_nobody_but_on_a_demonstration(
    draft: Draft, system: User, council: Organisation, person: Any, now: datetime, settings: Settings
) -> None:
    secret = replace(draft, is_secret=True, purpose="sign_in")
    message = queue_message(draft=secret, organisation=None, actor=system, at=now)
    assert not queries.outbox(person(council, "administrator")).exists()
    assert queries.messages_to("customers.customer:12") == []
    settings.DEMO = True
    assert queries.demo_outbox().get() == message
    settings.DEMO = False
    with pytest.raises(NotFound):
        queries.demo_outbox()


def test_a_record_s_page_says_what_was_told_without_the_address(message: Message) -> None:
    (told,) = queries.messages_about("cases.case", 5)
    assert told == queries.messages_to("customers.customer:12")[0]
    assert (told.state_words, told.subject) == ("Waiting to be sent", "Your report")
    assert "jo@example.com" not in repr(told)
