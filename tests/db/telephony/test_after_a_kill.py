"""A switchboard that is killed between writing that a call is over and ending it."""

from __future__ import annotations

from django.utils import timezone

from civichub.routing.models import Offer
from civichub.switchboard import desk
from civichub.switchboard.state import CallState, Phase
from civichub.telephony.models import Call
from civichub.telephony.operations import take_call
from civichub.telephony.script import Script
from tests.factories.world import World


def _killed_as_it_ended(call: Call, result: str) -> tuple[str, str]:
    """How the call and its item stand once the next switchboard has looked."""
    desk.keep(CallState(call.pk, "", Script("en"), exchange="today", phase=Phase.OVER, result=result), [])
    assert desk.going_on("today") == []
    call.refresh_from_db()
    return call.state, call.item.state


def test_who_left_the_line_has_left_it(call: Call) -> None:
    assert _killed_as_it_ended(call, "abandoned") == ("abandoned", "abandoned")


def test_who_was_talked_with_is_written_down_by_their_advisor(world: World, call: Call) -> None:
    advisor = world.people["advisor"]
    offer = Offer.objects.get(state="open")
    take_call(call=call, offer_id=offer.pk, person=advisor, actor=advisor, at=timezone.now())
    assert _killed_as_it_ended(call, "answered") == ("answered", "wrapping_up")
