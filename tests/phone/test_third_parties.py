"""Somebody is asked in, alone and with the caller, and is left with them; a team leader listens, whispers, joins in."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from civichub.core.errors import NotAllowed
from civichub.core.models import AuditEntry
from civichub.telephony.models import Leg
from civichub.telephony.operations import ask_in, keep_interpreter, listen_in, order_call, put_through_call
from civichub.telephony.queries import others_on, what_happened
from tests.phone.counter import Counter
from tests.phone.sip import Leg as Telephone
from tests.phone.sip import eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC, OTHER_HZ, answered

INTERPRETER = "01632960999"


def asked_in(counter: Counter, **whom: Any) -> Telephone:
    """They have answered, and hear the advisor alone."""
    by = {"actor": counter.world.people["advisor"], "at": timezone.now()}
    ask_in(call=counter.call(), **whom, **by)
    guest = (counter.phone("leader") if "extension" in whom else counter.site.outside).next_call()
    guest.say(OTHER_HZ)
    guest.answer()
    guest.wait_heard(ADVISOR_HZ)
    return guest


def order(counter: Counter, kind: str) -> None:
    order_call(call=counter.call(), kind=kind, actor=counter.world.people["advisor"], at=timezone.now())


def test_a_colleague_is_asked_while_the_caller_hears_music_and_then_has_the_call(counter: Counter) -> None:
    caller, advisor = answered(counter)
    guest = asked_in(counter, extension="2002")
    caller.wait_heard(MUSIC)
    advisor.wait_heard(OTHER_HZ)
    assert guest.level(CALLER_HZ) < 300
    order(counter, "send_away")
    guest.wait_over()
    caller.wait_heard(ADVISOR_HZ, "the advisor again")
    guest = asked_in(counter, extension="2002")
    people = counter.world.people
    put_through_call(
        call=counter.call(), notes="Wants a date for the hole.", actor=people["advisor"], at=timezone.now()
    )
    advisor.wait_over()
    caller.wait_heard(OTHER_HZ)
    guest.wait_heard(CALLER_HZ)
    call = counter.call()
    assert (call.item.taken_by, call.contact.handled_by) == (people["leader"], people["leader"])
    assert "Wants a date" in call.item.notes
    guest.hang_up()
    caller.wait_over()
    counter.wait_state("answered")
    assert Leg.objects.filter(call=call, role="guest", person=people["leader"]).count() == 2


def test_an_interpreter_outside_speaks_with_both_and_may_be_left_with_the_caller(counter: Counter) -> None:
    caller, advisor = answered(counter)
    lingua = keep_interpreter(
        organisation=counter.world.county, name="Lingua", kind="agency", languages=["Polish"], number=INTERPRETER,
        cost_code="C-77", actor=counter.world.people["leader"], at=timezone.now(),
    )  # fmt: skip
    interpreter = asked_in(counter, interpreter=lingua)
    assert others_on(counter.call()).guest == "Lingua"
    assert "Interpreter rung: Lingua, cost code C-77" in [words for _, words in what_happened(counter.call()).facts]
    order(counter, "together")
    caller.wait_heard(OTHER_HZ)
    caller.wait_heard(ADVISOR_HZ)
    interpreter.wait_heard(CALLER_HZ)
    advisor.wait_heard(OTHER_HZ)
    advisor.wait_heard(CALLER_HZ)
    put_through_call(call=counter.call(), actor=counter.world.people["advisor"], at=timezone.now())
    advisor.wait_over()
    eventually("the advisor writes it down", lambda: counter.call().item.state == "wrapping_up")
    caller.wait_heard(OTHER_HZ)
    assert counter.call().state == "open"
    caller.hang_up()
    interpreter.wait_over()
    counter.wait_state("answered")


def test_an_advisor_who_puts_the_telephone_down_leaves_the_caller_with_the_colleague(counter: Counter) -> None:
    caller, advisor = answered(counter)
    guest = asked_in(counter, extension="2002")
    advisor.hang_up()
    caller.wait_heard(OTHER_HZ)
    guest.wait_heard(CALLER_HZ)
    leader = counter.world.people["leader"]
    eventually("the call is theirs", lambda: counter.call().item.taken_by == leader)
    caller.hang_up()
    guest.wait_over()
    counter.wait_state("answered")


def test_a_colleague_who_does_not_answer_leaves_the_caller_where_they_were(counter: Counter) -> None:
    caller, _ = answered(counter)
    by = {"actor": counter.world.people["advisor"], "at": timezone.now()}
    ask_in(call=counter.call(), extension="2002", **by)
    counter.phone("leader").next_call().refuse()
    counter.wait_fact("guest_gone")
    caller.wait_heard(ADVISOR_HZ, "the advisor again")


def test_a_team_leader_listens_whispers_and_joins_in_and_it_is_seen_and_kept(counter: Counter) -> None:
    caller, advisor = answered(counter)
    call, people = counter.call(), counter.world.people

    def hear(kind: str) -> None:
        listen_in(call=call, kind=kind, actor=people["leader"], at=timezone.now())

    with pytest.raises(NotAllowed):
        listen_in(call=call, kind="listen", actor=people["reception"], at=timezone.now())
    hear("listen")
    leader = counter.phone("leader").next_call()
    leader.say(OTHER_HZ)
    leader.answer()
    leader.wait_heard(CALLER_HZ)
    leader.wait_heard(ADVISOR_HZ)
    assert max(caller.level(OTHER_HZ), advisor.level(OTHER_HZ)) < 300
    eventually("the advisor sees it", lambda: others_on(counter.call()).listener == str(people["leader"]))
    hear("whisper")
    advisor.wait_heard(OTHER_HZ)
    assert caller.level(OTHER_HZ) < 300
    hear("join_in")
    caller.wait_heard(OTHER_HZ)
    leader.wait_heard(CALLER_HZ)
    hear("stop_listening")
    leader.wait_over()
    caller.wait_heard(ADVISOR_HZ)
    assert others_on(counter.call()).listener == ""
    kept = AuditEntry.objects.filter(action="call.listened_to", actor=people["leader"])
    assert [entry.detail["manner"] for entry in kept.order_by("pk")] == ["listen", "whisper", "join_in"]
