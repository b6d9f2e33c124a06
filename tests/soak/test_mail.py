"""A thousand broken messages, and a thousand rounds of machines that answer each other."""

from __future__ import annotations

import pytest

from tests.db.messaging.test_machines import play
from tests.db.messaging.test_odd_mail import none_is_lost
from tests.factories.mail import make_mailbox
from tests.factories.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]


def test_a_thousand_broken_messages_are_each_filed() -> None:
    world = make_world()
    none_is_lost(world, make_mailbox(world), range(1000, 2000))


def test_a_thousand_rounds_give_one_receipt_a_day_to_each() -> None:
    sent = play(make_world(), 1000)
    assert len({one.split(" ")[1] for one in sent}) == 4, "a thousand rounds of five minutes are three days and a half"
    assert set(sent.values()) == {1}
