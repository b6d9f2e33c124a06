"""What becomes of keys that callers press while they wait, and of calls that are cut off, in the hub itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from civichub.core.errors import Conflict, Invalid
from civichub.delivery.models import Message
from civichub.performance.models import CallRecord
from civichub.performance.subscribers import count_ended_call
from civichub.routing.booking import free_half_hours, promised_half_hours
from civichub.routing.models import Queue, Seat, WorkItem
from civichub.routing.operations import define_queue, keep_line, pull_work
from civichub.routing.queries import line_of
from civichub.telephony.events import CallEnded
from civichub.telephony.models import Call, Line
from civichub.telephony.operations import (
    begin_call,
    book_call_back,
    end_call,
    keep_place_of_call,
    keep_step,
    line_up_call,
    put_call_first,
    see_telephones,
    send_link,
    set_up_line,
)
from civichub.telephony.operations.calls import Fact
from civichub.telephony.queries import script_of, times_of, what_happened
from tests.db.telephony.line import ALWAYS, CALLER, at_desk, talk
from tests.factories.world import World


def open_for_call_backs(world: World, most: int, **details: Any) -> Queue:
    return define_queue(
        organisation=world.county, slug="calls", name="Calls", call_backs_each_half_hour=most,
        actor=world.people["leader"], at=timezone.now(), **({"hours": ALWAYS} | details),
    )  # fmt: skip


def ring(world: World, name: str, caller: str = CALLER) -> Call:
    by = {"actor": world.system, "at": timezone.now()}
    return line_up_call(call=begin_call(exchange_id=name, caller=caller, dialled="01632960100", **by), **by)


def book(world: World, one: Call, begins_at: datetime, number: str = "+441632960999") -> Call:
    return book_call_back(call=one, number=number, begins_at=begins_at, actor=world.system, at=timezone.now())


def test_a_half_hour_takes_no_more_promises_than_the_leader_allows(world: World, queue: Queue) -> None:
    now = timezone.now()
    assert free_half_hours(queue, now) == [], "until somebody says how many, no hour is promised"
    queue = open_for_call_backs(world, 1)
    free = free_half_hours(queue, now)
    assert free[0] - now >= timedelta(minutes=10)
    assert all(one.minute in (0, 30) for one in free)
    first = book(world, ring(world, "one"), free[0])
    assert free_half_hours(queue, now) == free[1:]
    second = ring(world, "two", "07700900456")
    with pytest.raises(Conflict, match="No more call-backs are promised"):
        book(world, second, free[0])
    assert WorkItem.objects.get(pk=second.item_id).state == "waiting", "who was refused keeps their place"
    end_call(call=first, result="abandoned", actor=world.system, at=timezone.now())
    assert free_half_hours(queue, now) == free, "a promise that is taken back makes room"


def test_only_hours_in_which_the_queue_is_open_are_promised(world: World, queue: Queue) -> None:
    queue = open_for_call_backs(world, 3, hours={"monday": ["09:00-10:00", "12:15-13:00"]})
    sunday = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
    assert [f"{one:%a %H:%M}" for one in free_half_hours(queue, sunday)] == ["Mon 09:00", "Mon 09:30", "Mon 12:30"]


def test_a_booked_call_back_is_in_nobodys_way_until_its_hour_and_is_then_kept_or_broken(
    world: World, queue: Queue
) -> None:
    queue = open_for_call_backs(world, 2)
    now = timezone.now()
    first, second = free_half_hours(queue, now)[:2]
    kept, broken = book(world, ring(world, "one"), first), book(world, ring(world, "two", "07700900456"), second)
    assert kept.item.title == "Promised call-back: 01632 960999 · Highways"
    assert (kept.item.arrived_at, kept.item.promise_at) == (first, first + timedelta(minutes=30))
    assert line_of(queue, now) == []
    late = second + timedelta(minutes=31)
    keep_line(actor=world.system, at=first)
    assert line_of(queue, first) == [kept.item]
    pull_work(item=kept.item, person=world.people["leader"], actor=world.people["leader"], at=first)
    keep_line(actor=world.system, at=late)
    found = promised_half_hours([queue], since=now, until=late, at=late)
    assert [(one.begins_at, one.promised, one.kept, one.broken) for one in found] == [
        (first, 1, 1, 0), (second, 1, 0, 1)
    ]  # fmt: skip
    assert broken.state == "open"
    page = at_desk(world, "leader").get("/staff/calls/set-up/call-backs/").content.decode()
    assert "At most 2 call-backs for any one half hour" in page
    assert at_desk(world, "advisor").get("/staff/calls/set-up/call-backs/").status_code == 403


def test_whoever_took_the_call_meanwhile_keeps_it_and_no_hour_is_promised(world: World, call: Call) -> None:
    queue = open_for_call_backs(world, 2)
    talk(world, call)
    with pytest.raises(Conflict, match="in hand already"):
        book(world, call, free_half_hours(queue, timezone.now())[0])


def test_an_advisor_promises_a_half_hour_too_and_it_counts_against_the_same_room(world: World, queue: Queue) -> None:
    queue = open_for_call_backs(world, 1)
    call = ring(world, "one")
    sit = world.people["advisor"]
    pull_work(item=call.item, person=sit, actor=sit, at=timezone.now())
    call.contact.handled_by = sit
    call.contact.save(update_fields=["handled_by"])
    desk, address = at_desk(world, "advisor"), f"/staff/contacts/{call.contact.reference}/call-back/"
    page = desk.get(address)
    times = page.context["form"].fields["when"].choices
    answers = {"team": times[1][0].split()[0], "when": times[1][0], "number": "01632 960 001", "notes": "The hole"}
    assert desk.post(address, answers | {"when": "1 2020-01-01T00:00:00+00:00"}).status_code == 200
    assert desk.post(address, answers).status_code == 302
    item = WorkItem.objects.get(kind="call_back")
    assert (item.state, item.booked_for.isoformat()) == ("booked", times[1][0].split()[1])
    assert item.booked_for not in free_half_hours(queue, timezone.now())


def test_the_text_goes_once_in_a_call_only_to_a_mobile_and_not_without_end(
    world: World, queue: Queue, settings: Any
) -> None:
    leader, now = world.people["leader"], timezone.now()
    by: dict[str, Any] = {"organisation": world.county, "number": "01632960100", "actor": leader, "at": now}
    for wrong in ({"text_about": "bins", "text_link": ""}, {"text_about": "bins", "text_link": "javascript:alert(1)"}):
        with pytest.raises(Invalid):
            set_up_line(**by, **wrong)
    set_up_line(**by, text_about="your bin days", text_link="https://bins.example.gov.uk/days")
    hub = {"actor": world.system, "at": now}
    assert script_of(ring(world, "none"), now).text_about == "", "nothing sends texts here"
    settings.DEMO = True
    one = ring(world, "one")
    assert script_of(one, now).text_about == "your bin days"
    assert [send_link(call=one, **hub), send_link(call=one, **hub)] == [True, False]
    assert [send_link(call=ring(world, name), **hub) for name in ("two", "three")] == [True, False], "two in a day"
    assert not send_link(call=ring(world, "four", "01632960999"), **hub), "no text to a landline"
    assert not send_link(call=ring(world, "five", "anonymous"), **hub)
    assert Message.objects.filter(channel="sms", about_type="contacts.contact").count() == 2
    assert "Text with a link sent" in [words for _, words in what_happened(one).facts]
    page = at_desk(world, "leader").get(f"/staff/calls/set-up/lines/{Line.objects.get().pk}/").content.decode()
    assert "https://bins.example.gov.uk/days" in page


def test_who_is_cut_off_goes_before_all_others_and_the_time_between_is_no_talk(world: World, call: Call) -> None:
    talk(world, call)
    call.refresh_from_db()
    began, advisor = call.connected_at, world.people["advisor"]
    other = ring(world, "two", "07700900456")
    cut_at = began + timedelta(seconds=10)
    keep_step(call=call, memory={}, facts=[Fact("cut_off", "a")], actor=world.system, at=cut_at)
    put_call_first(call=call, actor=world.system, at=cut_at)
    item = WorkItem.objects.get(pk=call.item_id)
    assert (item.state, item.priority, item.wanted) == ("offered", 2, advisor)
    assert item.offers.get(state="open").person == advisor
    assert "Cut off" in at_desk(world, "advisor").get("/staff/work/").content.decode()
    page = at_desk(world, "advisor").get(f"/staff/calls/{call.contact.reference}/").content.decode()
    assert "We ring them back before all others" in page
    assert WorkItem.objects.get(pk=other.item_id).state == "waiting"
    again_at, over_at = cut_at + timedelta(seconds=90), cut_at + timedelta(seconds=100)
    keep_step(call=call, memory={}, facts=[Fact("connected", "b", advisor.pk)], actor=world.system, at=again_at)
    end_call(call=call, result="answered", actor=world.system, at=over_at)
    call.refresh_from_db()
    assert times_of(call).talked == timedelta(seconds=20)


def test_who_is_cut_off_in_line_keeps_their_place_counts_as_cut_off_and_is_owed_a_call_if_never_reached(
    world: World, call: Call
) -> None:
    other, hub = ring(world, "two", "07700900456"), {"actor": world.system}
    cut_at = other.arrived_at + timedelta(seconds=30)
    keep_step(call=other, memory={}, facts=[Fact("cut_off_in_line")], at=cut_at, **hub)
    for _ in range(2):
        keep_place_of_call(call=other, at=cut_at, **hub)
    item = WorkItem.objects.get(pk=other.item_id)
    assert (item.state, item.priority, item.arrived_at) == ("waiting", 0, other.arrived_at)
    assert item.title == "Cut off while waiting, we ring back: 07700 900456 · Highways"
    other.refresh_from_db()
    end_call(call=other, result="unreached", at=cut_at + timedelta(minutes=30), **hub)
    owed = WorkItem.objects.get(kind="call_back")
    assert (owed.subject_id, owed.arrived_at) == (other.contact_id, other.arrived_at)
    other.refresh_from_db()
    assert other.contact.state == "open", "somebody still has to speak with them"
    times = times_of(other)
    assert (times.left, times.waited) == ("cut_off_in_line", cut_at - other.queued_at)
    count_ended_call(CallEnded(call_id=other.pk, contact_id=other.contact_id, state="unreached"), timezone.now())
    assert CallRecord.objects.get(number="two").outcome == "cut_off"


def test_whoever_was_cut_off_in_line_and_rings_again_has_their_old_place_and_is_not_rung_back(
    world: World, call: Call
) -> None:
    first, between, hub = (
        ring(world, "two", "07700900456"),
        ring(world, "three", "07700900789"),
        {"actor": world.system},
    )
    keep_step(call=first, memory={}, facts=[Fact("cut_off_in_line")], at=timezone.now(), **hub)
    keep_place_of_call(call=first, at=timezone.now(), **hub)
    again = ring(world, "four", "07700900456")
    assert again.item.arrived_at == first.arrived_at < between.arrived_at
    assert WorkItem.objects.get(pk=first.item_id).state == "withdrawn", "the switchboard ends that call"
    assert "Rang again, and has their old place in that call" in [words for _, words in what_happened(first).facts]
    end_call(call=first, result="abandoned", at=timezone.now(), **hub)
    first.refresh_from_db()
    assert first.contact.state == "closed"
    assert not WorkItem.objects.filter(kind="call_back").exists()


def test_who_is_cut_off_and_not_reached_again_is_owed_a_call_by_a_person(world: World, call: Call) -> None:
    talk(world, call)
    put_call_first(call=call, actor=world.system, at=timezone.now())
    end_call(call=Call.objects.get(), result="unreached", actor=world.system, at=timezone.now())
    owed = WorkItem.objects.get(kind="call_back")
    assert owed.title == "Cut off and not reached again: 07700 900123"
    assert Call.objects.get().contact.state == "open"


def test_nobody_is_offered_a_call_or_paused_while_their_telephone_has_not_come_back(world: World, call: Call) -> None:
    hub, advisor = {"actor": world.system, "at": timezone.now()}, world.people["advisor"]
    offer = advisor.offers.get(state="open")
    assert see_telephones(connected=["phone-2002"], **hub) == 1
    assert see_telephones(connected=["phone-2002"], **hub) == 0
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert WorkItem.objects.get(pk=call.item_id).state == "waiting"
    assert Seat.objects.get(person=advisor).state == "ready"
    assert see_telephones(connected=None, **hub) == 1
    assert advisor.offers.filter(state="open").exists()
