"""A councillor acts no longer than the purpose lasts; and for somebody who can be reached by post only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from civichub.cases.models import Representation
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.representing import end_followed_up
from civichub.cases.queries.representing import representation_for, represented_by
from civichub.core.errors import NotFound
from civichub.core.models import AuditEntry
from civichub.customers.queries import addresses_for_sending
from civichub.delivery.models import Message
from civichub.delivery.states import Channel
from civichub.notifications import member_news
from tests.db.trust.every_address import signed_in
from tests.factories.members import seat, take_up
from tests.factories.world import NOON, World, make_world

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.STAFF_SECOND_FACTOR, settings.DEMO = False, True
    return make_world()


def test_four_weeks_after_the_case_is_closed_the_member_loses_sight_of_it_and_both_are_told(world: World) -> None:
    begun = take_up(world, seat(world))
    member, case = world.fresh("councillor"), begun.case
    case.closed_at, case.outcome = NOON, "fixed"
    case.save(update_fields=["closed_at", "outcome"])
    last = NOON + 28 * DAY
    assert Representation.objects.get().until == last.date()
    assert representation_for(member, case.reference, at=last) == begun, "time to read the outcome and to ask again"
    assert end_followed_up(actor=world.system, at=last) == 0
    after = last + DAY
    with pytest.raises(NotFound):
        representation_for(member, case.reference, at=after)
    assert represented_by(member, at=after) == []
    assert end_followed_up(actor=world.system, at=after) == 1
    assert end_followed_up(actor=world.system, at=after) == 0
    ended = Representation.objects.get()
    assert (ended.ended_by, ended.why_ended) == ("closure", "The case was closed 28 days ago")
    assert AuditEntry.objects.filter(action="case.representation_ended", subject_id=case.pk).count() == 1
    member_news.tell_of_end(ended.pk, after)
    assert Message.objects.count() == 2, "the resident and the member"


def test_a_case_that_is_opened_again_goes_on_with_the_member(world: World) -> None:
    begun = take_up(world, seat(world))
    assert represented_by(world.fresh("councillor"), at=NOON + 60 * DAY)
    assert end_followed_up(actor=world.system, at=NOON + 60 * DAY) == 0
    assert begun.until is None


def test_somebody_who_has_only_a_postal_address_is_told_by_letter(world: World) -> None:
    now = timezone.now()
    reporter = Reporter("Ada Quill", address="3 Elm Row, Brackenshire, LE1 1AA")
    begun = take_up(world, seat(world), reporter=reporter, at=now)
    (known,) = addresses_for_sending(begun.case.customer_id, channel=Channel.LETTER, purpose="x", actor=world.system,
                                     at=now)  # fmt: skip
    assert "3 Elm Row" in known.address
    member_news.tell_of_beginning(begun.pk, now)
    letter = Message.objects.get(channel="letter")
    assert "/acting-for/" in letter.body
    text = signed_in(world.fresh("councillor")).get(reverse("ward-case", args=[begun.case.reference])).content.decode()
    assert "Ada Quill" in text
