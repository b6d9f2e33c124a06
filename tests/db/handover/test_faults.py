"""Whatever breaks between us and a back office, nothing is lost and nothing arrives twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from civichub.handover import outside, sender
from civichub.handover.models import Connection, Dispatch
from civichub.handover.plugs.open311_fake import Open311Fake
from civichub.handover.plugs.webhook_fake import running_webhook
from tests.db.handover.conftest import Connect, hand_over
from tests.factories.world import World, make_case
from tests.faults import AFTER, BEFORE, FaultProxy, before

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a shared secret"


class Later:
    """A clock that a test moves on, so that nobody waits for a pause to pass."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return timezone.now() + self.ahead

    def drain(self, link: Connection, tries: int = 6) -> None:
        """Drain again and again, each time after the longest pause of a first few tries."""
        for _ in range(tries):
            sender.drain(link.pk, clock=self)
            self.ahead += timedelta(minutes=10)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    monkeypatch.setattr(outside, "READ_SECONDS", 0.5)
    return Later()


@pytest.fixture
def proxy(office: Open311Fake) -> Iterator[FaultProxy]:
    with before(office.url) as found:
        yield found


@pytest.mark.parametrize("fault", [*BEFORE, *AFTER, "slow"])
def test_a_case_reaches_the_back_office_once_through_a(
    county: World, office: Open311Fake, connect: Connect, later: Later, proxy: FaultProxy, fault: str
) -> None:
    link = connect("open311", proxy.url)
    case = make_case(county, at=timezone.now())
    proxy.next.extend([fault, fault])
    hand_over()
    later.drain(link)
    dispatch = Dispatch.objects.get(case=case)
    assert (dispatch.state, len(office.requests)) == ("sent", 1), dispatch.tries
    link.refresh_from_db()
    assert (link.failures, link.failing_since) == (0, None)


def test_a_back_office_that_is_down_is_asked_seldom_and_found_at_once_when_it_is_back(
    county: World, office: Open311Fake, connect: Connect, later: Later, proxy: FaultProxy
) -> None:
    link = connect("open311", proxy.url)
    proxy.down()
    cases = [make_case(county, at=timezone.now(), title=f"Hole {number}") for number in range(8)]
    hand_over()
    link.refresh_from_db()
    assert link.failing_since
    assert link.retry_at
    assert link.error == "unreachable"
    for _ in range(24):  # two hours
        sender.drain(link.pk, clock=later)
        later.ahead += timedelta(minutes=5)
    assert not Dispatch.objects.exclude(state="waiting").exists(), "none is given up because nothing gets through"
    tries = sum(len(one.tries) for one in Dispatch.objects.all())
    assert tries <= 32, "a few tries to see whether it is back, not one for each that waits"
    proxy.up()
    later.ahead += timedelta(minutes=5)
    sender.drain(link.pk, clock=later)
    assert len(office.requests) == len(cases)
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"sent"}


def test_a_webhook_sent_twice_by_the_network_counts_once(county: World, connect: Connect, later: Later) -> None:
    with running_webhook(SECRET) as fake, before(fake.url) as proxy:
        link = connect("webhook", proxy.url, secret=SECRET)
        proxy.next.extend(["duplicate", "reset_after"])
        make_case(county, at=timezone.now())
        make_case(county, at=timezone.now(), title="Another hole")
        hand_over()
        later.drain(link)
        assert [told["type"] for told in fake.received] == ["case.opened", "case.opened"]
        assert fake.repeats == 2, "once by the network, once by us, who had no answer"
        assert set(Dispatch.objects.values_list("state", flat=True)) == {"sent"}


def test_where_nobody_can_be_asked_a_person_decides(
    county: World, office: Open311Fake, connect: Connect, later: Later, proxy: FaultProxy
) -> None:
    link = connect("open311", proxy.url, repeats="by_hand")
    proxy.next.append("reset_after")
    case = make_case(county, at=timezone.now())
    hand_over()
    later.drain(link)
    dispatch = Dispatch.objects.get(case=case)
    assert (dispatch.state, dispatch.error, len(office.requests)) == ("dead", "lost_contact", 1)


def test_a_worker_that_was_killed_leaves_nothing_behind(
    county: World, office: Open311Fake, connect: Connect, later: Later
) -> None:
    link = connect("open311", office.url)
    make_case(county, at=timezone.now())
    hand_over()
    Dispatch.objects.update(
        state="sending", claim_token="11111111-2222-3333-4444-555555555555", claimed_at=timezone.now(),
        handed_over_at=timezone.now(),
    )  # fmt: skip
    assert sender.settle_stuck(clock=later) == 0, "it may be at it still"
    later.ahead = timedelta(minutes=11)
    assert sender.settle_stuck(clock=later) == 1
    later.drain(link, tries=3)
    assert (Dispatch.objects.get().state, len(office.requests)) == ("sent", 1), "they were asked, and had it"
