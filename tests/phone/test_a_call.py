"""A call through a real exchange: greeted, waiting with music, answered, recorded, wrapped up, asked how it was."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from civichub.contacts.operations import hand_off_contact
from civichub.customers.operations import add_contact_point, register_customer
from civichub.routing.models import Offer, ToldWait
from civichub.routing.operations import finish_work, learn_waits, pause_seat, place_work, pull_work, sit_down
from civichub.routing.waits.wording import Range, in_words
from civichub.telephony.by_name import keys_of
from civichub.telephony.models import Call, Recording
from civichub.telephony.operations import order_call
from civichub.telephony.phrases import phrase, place_words
from civichub.telephony.speech import EVERY_TONE, tone_of
from civichub.workforce.operations import set_presence
from tests.factories.sound import spoken
from tests.phone.counter import CALLER, Counter
from tests.phone.sip import eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC, OTHER_HZ, answered, loudness


def test_a_caller_is_greeted_waits_with_music_and_is_answered_by_whoever_picks_up(counter: Counter) -> None:
    counter.record_sentence("en-recorded", spoken(OTHER_HZ))
    caller = counter.ring()
    caller.say(CALLER_HZ)
    caller.wait_heard(MUSIC)
    eventually("the place is heard", lambda: caller.has_heard(tone_of(place_words("en", 1))))
    assert caller.has_heard(OTHER_HZ), "the sentence that somebody recorded"
    assert not caller.has_heard(tone_of(phrase("en", "recorded"))), "the machine does not say it as well"
    counter.ready("advisor")
    advisor = counter.phone("advisor").next_call()
    advisor.say(ADVISOR_HZ)
    assert advisor.level(CALLER_HZ) == 0, "nobody is heard before they pick up"
    advisor.answer()
    caller.wait_heard(ADVISOR_HZ)
    advisor.wait_heard(CALLER_HZ)
    call = counter.call()
    assert call.item.state == "taken"
    assert call.contact.handled_by == counter.world.people["advisor"]
    assert (call.contact.caller, call.caller) == ("07700 900123", "+447700900123")
    caller.hang_up()
    advisor.wait_over()
    call = counter.wait_state("answered")
    assert (call.item.state, call.contact.state) == ("wrapping_up", "wrapping_up")
    eventually("the recordings are kept", lambda: Recording.objects.filter(call=call).count() == 3)
    heard = {
        kept.kind: (loudness(kept, CALLER_HZ) > 1500, loudness(kept, ADVISOR_HZ) > 1500)
        for kept in call.recordings.all()
    }
    assert heard == {"call": (True, True), "caller": (True, False), "advisor": (False, True)}
    assert Call.objects.count() == 1


def test_a_caller_who_hangs_up_in_line_has_left_and_is_written_down_as_such(counter: Counter) -> None:
    caller = counter.site.outside.ring(f"+44{counter.number[1:]}", CALLER)  # as other carriers write it
    caller.wait_answered()
    counter.wait_fact("place_said")
    caller.hang_up()
    call = counter.wait_state("abandoned")
    assert (call.item.state, call.contact.state, call.contact.outcome) == ("abandoned", "closed", "abandoned")


def test_a_telephone_that_is_refused_goes_to_the_next_advisor_and_pauses_the_first(counter: Counter) -> None:
    counter.ready("advisor", "leader")
    caller = counter.ring()
    first = eventually("a telephone rings", lambda: counter.phone("advisor").calls or counter.phone("leader").calls)[0]
    refuser = "advisor" if counter.phone("advisor").calls else "leader"
    other = "leader" if refuser == "advisor" else "advisor"
    first.refuse()
    advisor = counter.phone(other).next_call()
    advisor.answer()
    advisor.say(OTHER_HZ)
    caller.wait_heard(OTHER_HZ)
    seat = counter.world.people[refuser].seat
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("paused", "Your telephone was engaged")
    assert Offer.objects.filter(state="missed").count() == 1


def test_an_advisor_who_accepts_on_the_screen_is_put_through_when_they_pick_up(counter: Counter) -> None:
    counter.ready("advisor")
    caller = counter.ring()
    advisor = counter.phone("advisor").next_call()
    counter.accept_on_screen("advisor")
    advisor.say(ADVISOR_HZ)
    advisor.answer()
    caller.wait_heard(ADVISOR_HZ)


def test_a_caller_is_held_goes_on_is_passed_on_with_notes_and_says_how_it_was(counter: Counter) -> None:
    counter.change_line(survey_share=100)
    caller, advisor = answered(counter)
    call, person = counter.call(), counter.world.people["advisor"]
    order_call(call=call, kind="hold", actor=person, at=timezone.now())
    caller.wait_heard(MUSIC, "music while held")
    order_call(call=call, kind="resume", actor=person, at=timezone.now())
    caller.wait_heard(ADVISOR_HZ, "the advisor again")
    counter.ready("leader")
    notes = "Hole outside the school, wants a date."
    hand_off_contact(
        contact=call.contact, to_team=counter.world.teams["desk"], to_person=counter.world.people["leader"],
        notes=notes, actor=person, at=timezone.now(),
    )  # fmt: skip
    advisor.wait_over()
    second = counter.phone("leader").next_call()
    caller.wait_heard(MUSIC, "music while passed on")
    second.say(OTHER_HZ)
    second.answer()
    caller.wait_heard(OTHER_HZ)
    call = counter.call()
    assert notes in call.item.notes
    assert call.item.arrived_at == call.arrived_at, "the place is that of the arrival"
    second.hang_up()
    eventually("the question is heard", lambda: caller.has_heard(tone_of(phrase("en", "survey"))))
    caller.press("4")
    caller.wait_over()
    assert counter.wait_state("answered").survey_score == 4


def test_out_of_hours_a_message_becomes_a_contact_with_a_promise(counter: Counter) -> None:
    counter.close_the_office()
    caller = counter.ring()
    caller.say(CALLER_HZ)
    eventually("they are asked to speak", lambda: caller.has_heard(tone_of(phrase("en", "leave_message"))))
    counter.site.wait_recording(3)
    caller.press("#")
    caller.wait_over()
    call = counter.wait_state("message")
    item = counter.promise_of(call)
    assert item.promise_at > timezone.now()
    assert call.contact.state == "open"
    recording = eventually("the message is kept", lambda: Recording.objects.filter(call=call).first())
    assert recording.kind == "message"
    assert loudness(recording, CALLER_HZ) > 1500


def test_hold_and_transfer_pressed_on_the_telephone_do_what_the_screen_does(counter: Counter) -> None:
    caller, advisor = answered(counter)
    advisor.hold()
    caller.wait_heard(MUSIC, "music while held")
    advisor.hold(False)
    caller.wait_heard(ADVISOR_HZ, "the advisor again")
    counter.ready("leader")
    advisor.transfer("2002")
    second = counter.phone("leader").next_call()
    caller.wait_heard(MUSIC, "music while passed on")
    second.say(OTHER_HZ)
    second.answer()
    caller.wait_heard(OTHER_HZ)
    assert counter.call().contact.handled_by == counter.world.people["leader"]
    assert "held" in counter.facts()


def test_a_caller_whose_language_is_known_is_greeted_in_it_and_urgent_words_stay_as_written(counter: Counter) -> None:
    by = {"actor": counter.world.people["advisor"], "at": timezone.now()}
    customer = register_customer(
        organisation=counter.world.county, given_name="Mair", family_name="Rees", preferred_language="cy", **by
    )
    add_contact_point(customer=customer, kind="phone", value=CALLER, **by)
    counter.change_line(urgent="Mill Street is closed.")
    caller = counter.ring()
    for words in (phrase("cy", "greeting", name="Highways"), "Mill Street is closed.", place_words("cy", 1)):
        eventually(words, lambda words=words: caller.has_heard(tone_of(words)))
    assert counter.call().language == "cy"


def test_a_call_through_relay_uk_goes_to_whoever_is_used_to_it_and_is_rung_back_through_it(counter: Counter) -> None:
    counter.teach("leader", "text-relay", "Relay calls")
    counter.ready("advisor", "leader")
    pause_seat(reason="Tea", actor=counter.world.people["leader"], at=timezone.now())
    caller = counter.ring(prefix="18001")
    caller.wait_heard(MUSIC)
    call = counter.call()
    assert (call.relay, call.caller, call.line) == ("text", "+447700900123", counter.line)
    assert "Relay UK" in call.item.title
    assert "text_relay" in counter.facts()
    caller.press("1")
    caller.wait_over()
    assert not counter.phone("advisor").calls, "somebody is free, and not used to it"
    counter.ready("leader")
    advisor = counter.phone("leader").next_call()
    advisor.answer()
    rung = counter.site.outside.next_call()
    assert "1800207700900123@" in rung.headers["to"]


def test_who_spells_a_name_of_somebody_who_is_out_is_told_so_and_waits_for_the_team(counter: Counter) -> None:
    counter.change_line(by_name=True)
    advisor, team = counter.world.people["advisor"], counter.world.teams["desk"]
    set_presence(person=advisor, status="visit", actor=advisor, at=timezone.now())
    counter.ready("advisor")
    pause_seat(reason="Out", actor=advisor, at=timezone.now())
    caller = counter.ring()
    caller.press(keys_of(str(advisor)) + "#")
    away = phrase("en", "away_team", name=advisor, team=team.name)
    eventually("it is said that they are out", lambda: caller.has_heard(tone_of(away)))
    assert caller.has_heard(tone_of(phrase("en", "recorded"))), "nobody is spared that"
    call = counter.call()
    assert (call.asked_for, call.item.state, call.item.wanted) == (str(advisor), "waiting", None)
    counter.ready("leader")
    counter.phone("leader").next_call()


def test_who_spells_a_name_rings_that_person_and_not_whoever_has_been_free_for_longest(counter: Counter) -> None:
    counter.change_line(by_name=True)
    counter.ready("advisor", "leader")
    caller = counter.ring()
    caller.press(keys_of(str(counter.world.people["leader"])))  # and no hash
    asked = counter.phone("leader").next_call()
    assert not counter.phone("advisor").calls
    call = counter.call()
    assert (call.asked_for, call.item.wanted) == ("Leader", counter.world.people["leader"])
    asked.answer()
    asked.say(ADVISOR_HZ)
    caller.wait_heard(ADVISOR_HZ)


def live_through_a_day(counter: Counter, calls: int = 40) -> None:
    """So that waits are known: yesterday's callers, answered one after the other by one advisor."""
    advisor, hub = counter.world.people["advisor"], counter.world.system
    at = timezone.now() - timedelta(days=1)
    for number in range(calls):
        wait, talk = timedelta(seconds=40 + 7 * (number % 9)), timedelta(seconds=150)
        item = place_work(
            queue=counter.queue, kind="call", subject_kind="contact", subject_id=900_000 + number, actor=hub, at=at
        )
        sit_down(actor=advisor, at=at + wait)
        pull_work(item=item, person=advisor, actor=hub, at=at + wait)
        pause_seat(reason="Writing", actor=advisor, at=at + wait + talk - timedelta(seconds=1))
        finish_work(item=item, actor=advisor, at=at + wait + talk)
        at += wait + talk
    assert learn_waits(queue=counter.queue, actor=hub, at=timezone.now())


def test_the_place_and_the_range_of_the_wait_are_said_as_they_were_reckoned(counter: Counter) -> None:
    live_through_a_day(counter)
    answered(counter)
    caller = counter.ring("07700900456")
    counter.wait_fact("place_said")
    caller.wait_heard(MUSIC)
    told = ToldWait.objects.get(item=counter.call().item)
    assert told.most, "enough has been seen to know"
    words = [
        phrase("en", "greeting", name="Highways"), phrase("en", "recorded"), place_words("en", told.place),
        in_words(Range(told.least, told.most), "call"), phrase("en", "call_back_offer"), phrase("en", "choose_offer"),
    ]  # fmt: skip
    eventually("the offer is heard", lambda: caller.has_heard(tone_of(words[-1])))
    caller.wait_heard(MUSIC)
    heard = {hz for hz in EVERY_TONE if caller.has_heard(hz)}
    assert heard == {tone_of(sentence) for sentence in words}, "these sentences and no others"
