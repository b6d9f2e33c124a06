"""A hand-off goes into a queue once, and a promised call-back is kept in one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civichub.contacts.operations import (
    begin_wrap_up,
    close_contact,
    hand_off_contact,
    open_contact,
    promise_call_back,
    take_over_contact,
)
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.routing.models import WorkItem
from civichub.routing.operations import accept_offer, define_queue, join_queue, place_work, sit_down
from civichub.routing.queries import work_in_hand
from civichub.workforce.operations import define_skill, record_skill
from tests.factories.world import NOON, World


@pytest.fixture
def queue(world: World):
    leader = world.people["leader"]
    made = define_queue(organisation=world.county, slug="highways", name="Highways", actor=leader, at=NOON)
    join_queue(queue=made, person=world.people["officer"], actor=leader, at=NOON)
    return made


@pytest.fixture
def call(world: World):
    return open_contact(
        organisation=world.county, channel="phone", caller="Mrs Reed", actor=world.people["advisor"], at=NOON
    )


def test_the_person_goes_on_to_the_team_with_the_notes_and_without_losing_their_place(world, queue, call) -> None:
    advisor, officer = world.people["advisor"], world.people["officer"]
    later = NOON + timedelta(minutes=4)
    made = hand_off_contact(
        contact=call, to_team=world.teams["highways"], notes="Hole by the school", actor=advisor, at=later
    )
    assert made.contact.handled_by is None, "whoever handed it off is free"
    item = WorkItem.objects.get()
    assert (item.queue, item.kind, item.state) == (queue, "call", "waiting")
    assert (item.arrived_at, item.notes, item.title) == (NOON, "Hole by the school", "Mrs Reed · Handed off by Advisor")
    sit_down(actor=officer, at=later)
    accept_offer(offer=item.offers.get(), actor=officer, at=later)
    taken = take_over_contact(contact=call, actor=officer, at=later)
    assert taken.handled_by == officer
    begin_wrap_up(contact=call, actor=officer, at=later)
    close_contact(contact=call, outcome="resolved", avoidable="not", actor=officer, at=later)
    item.refresh_from_db()
    assert item.state == "done", "wrapping up the contact frees its person"


def test_a_caller_who_came_by_the_line_goes_on_in_it_and_the_advisor_is_free(world, queue) -> None:
    """The same item, not a second: it would wait for nobody while the first stayed in the advisor's hand."""
    advisor, officer, leader = world.people["advisor"], world.people["officer"], world.people["leader"]
    first = define_queue(organisation=world.county, slug="calls", name="Calls", actor=leader, at=NOON)
    join_queue(queue=first, person=advisor, actor=leader, at=NOON)
    waiting = open_contact(organisation=world.county, channel="phone", caller="Mrs Reed", actor=world.system, at=NOON)
    sit_down(actor=advisor, at=NOON)
    item = place_work(
        queue=first, kind="call", subject_kind="contact", subject_id=waiting.pk, actor=world.system, at=NOON
    )
    accept_offer(offer=item.offers.get(), actor=advisor, at=NOON)
    contact = take_over_contact(contact=waiting, actor=advisor, at=NOON)
    sit_down(actor=officer, at=NOON)
    later = NOON + timedelta(seconds=20)
    hand_off_contact(contact=contact, to_team=world.teams["highways"], notes="Hole", actor=advisor, at=later)
    item = WorkItem.objects.get()
    assert (item.queue, item.state, item.taken_by, item.arrived_at) == (queue, "offered", None, NOON)
    assert item.notes == "Handed off by Advisor: Hole"
    assert item.offers.get(state="open").person == officer
    assert not work_in_hand(advisor)


def test_a_second_hand_off_is_refused_and_names_the_two_ways_on(world, queue, call) -> None:
    details = {"contact": call, "to_team": world.teams["highways"], "notes": "Hole", "actor": world.people["advisor"]}
    hand_off_contact(**details, at=NOON)
    with pytest.raises(Conflict, match="Take the details or promise a call-back instead"):
        hand_off_contact(**details, at=NOON)
    assert WorkItem.objects.count() == 1


def test_nobody_takes_over_a_contact_whose_work_they_do_not_hold(world, queue, call) -> None:
    hand_off_contact(
        contact=call, to_team=world.teams["highways"], notes="Hole", actor=world.people["advisor"], at=NOON
    )
    with pytest.raises(NotAllowed):
        take_over_contact(contact=call, actor=world.people["district"], at=NOON)


def test_a_call_back_is_promised_by_the_end_of_the_next_working_day_and_waits_in_the_queue(world, queue, call) -> None:
    item = promise_call_back(
        contact=call, to_team=world.teams["highways"], number="01632 960 001", notes="Wants the date of repair",
        actor=world.people["advisor"], at=NOON,
    )  # fmt: skip
    assert (item.kind, item.queue, item.priority) == ("call_back", queue, 1)
    assert item.title == "Mrs Reed · Ring 01632 960 001"
    assert item.promise_at == datetime(2026, 3, 4, 17, tzinfo=UTC), "Wednesday, 5pm"


def test_on_a_friday_the_next_working_day_is_monday(world, queue, call) -> None:
    friday = datetime(2026, 3, 6, 16, 59, tzinfo=UTC)
    item = promise_call_back(
        contact=call, to_team=world.teams["highways"], number="01632 960 001", notes="Ring back",
        actor=world.people["advisor"], at=friday,
    )  # fmt: skip
    assert item.promise_at == datetime(2026, 3, 9, 17, tzinfo=UTC)


def test_a_number_nobody_can_ring_and_a_team_without_a_queue_are_refused(world, queue, call) -> None:
    details = {"contact": call, "notes": "Ring back", "actor": world.people["advisor"], "at": NOON}
    with pytest.raises(Invalid) as refused:
        promise_call_back(**details, to_team=world.teams["highways"], number="soon")
    assert set(refused.value.errors) == {"number"}
    with pytest.raises(Conflict, match="nobody would keep this promise"):
        promise_call_back(**details, to_team=world.teams["waste"], number="01632 960 001")


@pytest.mark.parametrize("level", [0, 2, 4])
def test_nobody_waits_in_a_teams_queue_for_a_language_that_nobody_there_speaks(world, queue, level) -> None:
    """Well enough, that is: a beginner's Punjabi is no help, and nobody would ever be offered this person."""
    advisor, officer, leader = world.people["advisor"], world.people["officer"], world.people["leader"]
    skill = define_skill(key="language:pa", kind="language", name="Punjabi", said="you speak Punjabi",
                         actor=leader, at=NOON)  # fmt: skip
    first = define_queue(organisation=world.county, slug="calls", name="Calls", actor=leader, at=NOON)
    join_queue(queue=first, person=advisor, actor=leader, at=NOON)
    record_skill(person=advisor, skill=skill, level=4, evidence="", actor=leader, at=NOON)
    if level:
        record_skill(person=officer, skill=skill, level=level, evidence="", actor=leader, at=NOON)
    contact = open_contact(organisation=world.county, channel="phone", caller="Mrs Kaur", actor=world.system, at=NOON)
    sit_down(actor=advisor, at=NOON)
    item = place_work(
        queue=first, kind="call", subject_kind="contact", subject_id=contact.pk, skills={"language:pa": 3},
        actor=world.system, at=NOON,
    )  # fmt: skip
    accept_offer(offer=item.offers.get(), actor=advisor, at=NOON)
    contact = take_over_contact(contact=contact, actor=advisor, at=NOON)
    hand_off_contact(contact=contact, to_team=world.teams["highways"], notes="A hole", actor=advisor, at=NOON)
    item.refresh_from_db()
    assert item.queue == queue
    assert item.skills == ({"language:pa": 3} if level == 4 else {})
    sit_down(actor=officer, at=NOON)
    assert item.offers.filter(person=officer, state="open").exists()
