"""Being rung back instead of waiting: the place is kept, the advisor is on the line first."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from civichub.contacts.operations import describe_contact
from civichub.delivery.models import Message
from civichub.routing.booking import few_of, free_half_hours
from civichub.routing.models import WorkItem
from civichub.routing.operations import define_queue, keep_line
from civichub.telephony.models import Call
from civichub.telephony.phrases import half_hour_words, phrase
from civichub.telephony.speech import tone_of
from tests.phone.counter import ALWAYS, Counter
from tests.phone.sip import Leg, eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC, OTHER_HZ, answered


def ask_to_be_rung_back(counter: Counter) -> None:
    caller = counter.ring()
    eventually("the offer is heard", lambda: caller.has_heard(tone_of(phrase("en", "call_back_offer"))))
    caller.wait_heard(MUSIC)
    caller.press("1")
    eventually("the promise is heard", lambda: caller.has_heard(tone_of(phrase("en", "call_back_promised"))))
    caller.wait_over()


def advisor_on_the_line(counter: Counter) -> Leg:
    counter.ready("advisor")
    advisor = counter.phone("advisor").next_call()
    advisor.say(ADVISOR_HZ)
    advisor.answer()
    advisor.wait_heard(MUSIC, "music until the customer answers")
    return advisor


def test_who_presses_1_is_rung_back_first_in_line_and_it_is_one_contact(counter: Counter) -> None:
    ask_to_be_rung_back(counter)
    later = counter.ring("07700900456")
    later.wait_heard(MUSIC)
    advisor = advisor_on_the_line(counter)
    customer = counter.site.outside.next_call()
    assert counter.number in customer.headers["from"]
    customer.say(CALLER_HZ)
    customer.answer()
    customer.wait_heard(ADVISOR_HZ)
    advisor.wait_heard(CALLER_HZ)
    advisor.hang_up()
    customer.wait_over()
    later.wait_heard(MUSIC, "whoever came later still waits")
    first = counter.world.people["advisor"].work.get(state="wrapping_up")
    assert first.subject_id == first.call.contact_id
    eventually("it has ended as a conversation", lambda: Call.objects.get(pk=first.call.pk).state == "answered")


def test_who_does_not_answer_is_tried_again_later_and_the_advisor_is_free_at_once(counter: Counter) -> None:
    ask_to_be_rung_back(counter)
    advisor = advisor_on_the_line(counter)
    counter.site.outside.next_call().refuse()
    advisor.wait_over()
    eventually("the advisor is free", lambda: counter.call().item.state == "done")
    call = counter.call()
    assert call.state == "open"
    assert call.contact.handled_by is None
    assert call.memory["phase"] == "resting"
    assert call.memory["tries"] == 1


def test_a_caller_who_is_cut_off_is_rung_back_before_all_others_by_the_same_advisor(counter: Counter) -> None:
    caller, advisor = answered(counter)
    contact = counter.call().contact
    describe_contact(contact=contact, notes="The hole", actor=contact.handled_by, at=timezone.now())
    other = counter.ring("07700900456")
    other.wait_heard(MUSIC)
    caller.drop_out()
    advisor.wait_over()
    eventually("it is offered again", lambda: counter.world.people["advisor"].offers.filter(state="open").exists())
    item = WorkItem.objects.get(state="offered")
    assert item.title == "Cut off, we ring back: 07700 900123 · Highways"
    contact.refresh_from_db()
    assert (contact.state, contact.notes) == ("open", "The hole")
    again = counter.phone("advisor").next_call()
    again.say(ADVISOR_HZ)
    again.answer()
    customer = counter.site.outside.next_call()
    customer.say(CALLER_HZ)
    customer.answer()
    again.wait_heard(CALLER_HZ)
    other.wait_heard(MUSIC, "who came later still waits")
    customer.hang_up()
    again.wait_over()
    call = Call.objects.get(item=item)
    eventually("it ends as a conversation", lambda: Call.objects.filter(pk=call.pk, state="answered").exists())
    assert call.contact.handled_by == counter.world.people["advisor"]
    assert [kind for kind in call.facts.values_list("kind", flat=True) if kind in ("cut_off", "rung_back")] == [
        "cut_off", "rung_back"
    ]  # fmt: skip


def test_a_caller_whose_advisor_is_cut_off_is_told_and_is_the_next(counter: Counter) -> None:
    caller, advisor = answered(counter)
    counter.ready("leader")
    advisor.drop_out()
    eventually("they are told", lambda: caller.has_heard(tone_of(phrase("en", "cut_off"))))
    again = counter.phone("advisor").next_call()
    again.refuse("503 Service Unavailable")
    second = counter.phone("leader").next_call()
    second.say(OTHER_HZ)
    second.answer()
    caller.wait_heard(OTHER_HZ)


def wait_said(caller: Leg, key: str, **values: object) -> None:
    """A sentence is being said to them."""
    eventually(f"{key} is heard", lambda: caller.has_heard(tone_of(phrase("en", key, **values))))


def wait_asked(counter: Counter, step: str, *, times: bool = False) -> None:
    """Until that is asked of the caller: tones alone are too alike for so many questions."""

    def is_asked() -> bool:
        choosing = counter.call().memory.get("choosing") or {"step": "", "times": []}
        return choosing["step"] == step and bool(choosing["times"]) == times

    eventually(f"they are asked: {step}", is_asked)


def test_another_number_and_an_hour_are_chosen_by_keys_and_kept(counter: Counter) -> None:
    counter.queue = define_queue(
        organisation=counter.world.county, slug="calls", name="Calls", hours=ALWAYS, call_backs_each_half_hour=1,
        actor=counter.world.people["leader"], at=timezone.now(),
    )  # fmt: skip
    caller = counter.ring()
    wait_said(caller, "choose_offer")
    caller.press("2")
    wait_asked(counter, "where")
    caller.press("2")
    wait_asked(counter, "number")
    caller.press("07700900999#")
    wait_asked(counter, "right")
    caller.press("1")
    wait_asked(counter, "when", times=True)
    first = few_of(free_half_hours(counter.queue, timezone.now()), 4)[0]
    caller.press("2")
    caller.wait_over()
    wait_said(caller, "call_back_booked", when=half_hour_words("en", first, timezone.now()))
    call = counter.call()
    assert (call.item.state, call.item.booked_for, call.rung_back_at) == ("booked", first, "+447700900999")
    assert first not in free_half_hours(counter.queue, timezone.now()), "the only one of that half hour is promised"
    counter.ready("advisor")
    assert not counter.phone("advisor").calls, "nobody is rung before the hour"
    WorkItem.objects.filter(pk=call.item_id).update(booked_for=timezone.now())  # the hour has come
    keep_line(actor=counter.world.system, at=timezone.now())
    advisor = counter.phone("advisor").next_call()
    advisor.say(ADVISOR_HZ)
    advisor.answer()
    customer = counter.site.outside.next_call()
    assert "07700900999" in customer.headers["to"] or "447700900999" in customer.headers["to"]
    customer.say(CALLER_HZ)
    customer.answer()
    advisor.wait_heard(CALLER_HZ)


def test_a_text_with_a_link_goes_to_a_mobile_once_and_the_caller_keeps_waiting(counter: Counter, settings: Any) -> None:
    settings.DEMO = True
    counter.change_line(text_about="your bin days", text_link="https://bins.example.gov.uk/days")
    caller = counter.ring()
    wait_said(caller, "text_offer", about="your bin days")
    caller.press("33")
    wait_said(caller, "text_sent")
    caller.wait_heard(MUSIC)
    call, sent = counter.call(), Message.objects.get()
    assert (sent.channel, sent.to_address, sent.about_id) == ("sms", "+447700900123", call.contact_id)
    assert "https://bins.example.gov.uk/days" in sent.body
    landline = counter.ring("01632960777")
    eventually("a place is said", lambda: "place_said" in counter.facts())
    assert counter.call().memory["script"]["text_about"] == ""
    landline.hang_up()
