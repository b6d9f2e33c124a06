"""A call that we make: the advisor's telephone first, then theirs; a contact like any other."""

from __future__ import annotations

from django.utils import timezone

from civichub.telephony.models import Call
from civichub.telephony.operations import ring_out
from tests.phone.counter import CALLER, Counter
from tests.phone.sip import Leg, eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC


def ring(counter: Counter) -> Leg:
    """The advisor has picked up and hears music until the other side answers."""
    counter.ready("advisor")
    ring_out(
        line=counter.line, number=CALLER, reason="The hole", actor=counter.world.people["advisor"], at=timezone.now()
    )
    advisor = counter.phone("advisor").next_call()
    advisor.say(ADVISOR_HZ)
    advisor.answer()
    advisor.wait_heard(MUSIC)
    return advisor


def test_an_advisor_rings_somebody_under_the_number_of_a_line_and_it_is_one_contact(counter: Counter) -> None:
    advisor = ring(counter)
    customer = counter.site.outside.next_call()
    assert counter.number in customer.headers["from"]
    customer.say(CALLER_HZ)
    customer.answer()
    customer.wait_heard(ADVISOR_HZ)
    advisor.wait_heard(CALLER_HZ)
    advisor.hang_up()
    customer.wait_over()
    call = counter.wait_state("answered")
    assert (call.contact.direction, call.contact.handled_by) == ("out", counter.world.people["advisor"])
    assert (call.item.state, call.contact.state) == ("wrapping_up", "wrapping_up")
    assert "recorded" not in counter.facts()


def test_who_does_not_answer_is_written_down_by_whoever_rang_and_nobody_else_is_asked_to(counter: Counter) -> None:
    counter.ready("leader")
    advisor = ring(counter)
    counter.site.outside.next_call().refuse()
    advisor.wait_over()
    call = counter.wait_state("unreached")
    eventually("the advisor writes it down", lambda: counter.call().item.state == "wrapping_up")
    assert call.contact.handled_by == counter.world.people["advisor"]
    assert not counter.phone("leader").calls


def test_who_dials_on_a_telephone_itself_is_refused_at_once_for_it_would_be_no_contact(counter: Counter) -> None:
    telephone = counter.phone("advisor")
    for number in ("2002", CALLER):
        dialled = telephone.ring(number, telephone.user)
        dialled.wait_over()
        assert dialled.code >= 480
    assert not Call.objects.exists()
    assert not counter.phone("leader").calls
    assert not counter.site.outside.calls
