"""An exchange that was started anew, and telephones that register again only some seconds after it is there."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from civichub.routing.models import Offer, Seat
from civichub.telephony.models import Call
from tests.phone.counter import Counter
from tests.phone.sip import eventually
from tests.phone.site import Site, running_site
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC, answered

LATE_SECONDS = 4
WRITTEN_SECONDS = 3  # Asterisk writes what it knows of registrations now and then, and not as it is killed


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site(registering=frozenset({"advisor"})) as running:
        yield running


def test_nobody_is_rung_or_paused_before_their_telephone_has_registered_with_an_exchange_that_was_started_anew(
    counter: Counter,
) -> None:
    telephone, advisor = counter.phone("advisor"), counter.world.people["advisor"]
    assert Seat.objects.get(person=advisor).devices == [], "a new exchange does not know where it is"
    telephone.be_rung_here()
    eventually("it is there", lambda: Seat.objects.get(person=advisor).devices)
    answered(counter)
    waiting = counter.ring("07700900456")
    waiting.wait_heard(MUSIC)
    telephone.be_rung_here(0)
    time.sleep(WRITTEN_SECONDS)
    counter.site.asterisk.kill()
    counter.site.asterisk.start()
    eventually("the exchange is back", lambda: Call.objects.filter(memory__phase="promised").count() == 2)
    later = counter.ring("07700900789")
    later.wait_heard(MUSIC, "whoever rings meanwhile is in line")
    time.sleep(LATE_SECONDS)
    assert Seat.objects.get(person=advisor).state == "ready", "nobody is paused for an exchange that died"
    assert not Offer.objects.filter(state__in=("open", "missed")).exists()
    assert not telephone.calls
    telephone.be_rung_here()
    again = telephone.next_call()
    again.say(ADVISOR_HZ)
    again.answer()
    talked = counter.site.outside.next_call()
    assert "07700900123" in talked.headers["to"] or "447700900123" in talked.headers["to"]
    talked.say(CALLER_HZ)
    talked.answer()
    again.wait_heard(CALLER_HZ, "who talked is rung back first")
    assert Seat.objects.get(person=advisor).state == "ready"
