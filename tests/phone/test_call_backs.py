"""Being rung back instead of waiting: the place is kept, the advisor is on the line first."""

from __future__ import annotations

from civichub.telephony.models import Call
from civichub.telephony.phrases import phrase
from civichub.telephony.speech import tone_of
from tests.phone.counter import Counter
from tests.phone.sip import Leg, eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC


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
