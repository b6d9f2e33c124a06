"""A day on the telephone: a thousand calls by SIPp, thirty at once, some given up, some passed on; and days on which
the switchboard and Asterisk are killed among calls. Nothing is lost or doubled.

$CIVICHUB_TEST_CALLS is how many of the day, 1,000 unless set, and $CIVICHUB_TEST_CALLS_AMONG_KILLS of the others, 200;
$CIVICHUB_TEST_KILLS how often the switchboard is killed, 20; $CIVICHUB_TEST_EXCHANGE_KILLS how often Asterisk is, 5.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.contacts.models import Contact
from civichub.contacts.operations import close_contact, hand_off_contact
from civichub.devtools.exchange import Caller, calling
from civichub.routing.models import Offer, Seat, WorkItem
from civichub.routing.operations import see_screens
from civichub.telephony.models import Call, CallFact
from tests.factories.world import World, make_world
from tests.phone.counter import Counter, RunningSwitchboard, SwitchboardProcess
from tests.phone.sip import Leg, eventually
from tests.phone.site import NUMBER, running_site
from tests.soak.bridge_witness import BridgeWitness
from tests.soak.contact_screens import ContactScreen
from tests.soak.installation import Installation
from tests.soak.telephone_figures import Percentiles, free_to_bridged, most_at_once, screen_pops

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
CALLS, AT_ONCE, ADVISORS = int(os.environ.get("CIVICHUB_TEST_CALLS", "1000")), 30, 10
CALLS_AMONG_KILLS = int(os.environ.get("CIVICHUB_TEST_CALLS_AMONG_KILLS", "200"))
KILLS = int(os.environ.get("CIVICHUB_TEST_KILLS", "20"))
EXCHANGE_KILLS = int(os.environ.get("CIVICHUB_TEST_EXCHANGE_KILLS", "5"))
NOBODY_BUSY_SECONDS, WRITTEN_SECONDS, RUNG_BACK_SECONDS = 30, 60, 120
DEAD_SECONDS = 0.3  # of a switchboard that was killed
GIVES_UP, PASSED_ON = 0.15, 0.1
LONGEST_PATIENCE_SECONDS = 120
TALK_SECONDS = {"a day": 5.0, "among kills": 1.0}
ARRIVE_A_SECOND = 5
SCREEN_POP_SECONDS, BRIDGED_SECONDS = 1.0, 0.5  # of 95 in 100: from the hook to the contact, from free to talking
EXTENSIONS = {f"desk-{number}": str(3000 + number) for number in range(ADVISORS)}


class Day:
    """Callers who ring, wait and talk, and advisors who do their work."""

    def __init__(self, counter: Counter, process: SwitchboardProcess) -> None:
        self.counter, self.process, self.chance = counter, process, random.Random(7)
        self.talk_seconds = TALK_SECONDS["among kills"]
        self.going: list[tuple[Leg, float]] = []
        self.taken: set[int] = set()

    def patience(self) -> float:
        """Of the next caller, in seconds."""
        return self.chance.uniform(0.5, 3) if self.chance.random() < GIVES_UP else LONGEST_PATIENCE_SECONDS

    def go_on(self, rung: int) -> int:
        """One look round: ring new callers, let some give up, work; how many have rung."""
        now = time.monotonic()
        self.going = [(leg, until) for leg, until in self.going if leg.state != "over"]
        for leg, until in self.going:
            if now > until:
                leg.hang_up()
        while rung < CALLS_AMONG_KILLS and len(self.going) < AT_ONCE:
            leg = self.counter.site.outside.ring(NUMBER, f"07700{900000 + rung}")
            self.going.append((leg, now + self.patience()))
            rung += 1
        self.work()
        see_screens(
            people=[person.pk for person in self.counter.world.people.values()], actor=self.counter.world.system,
            at=timezone.now(),
        )  # fmt: skip
        return rung

    def work(self) -> None:
        """Advisors hang up after a while or pass on, and wrap up."""
        since = timezone.now() - timedelta(seconds=self.talk_seconds)
        talked = WorkItem.objects.filter(
            state="taken", kind="call", taken_at__lt=since, call__memory__phase="talking"
        )  # and not while somebody is being rung back
        for item in talked.select_related("taken_by"):
            is_new = item.pk not in self.taken
            self.taken.add(item.pk)
            if is_new and self.chance.random() < PASSED_ON:
                self._pass_on(item)
            else:
                self._hang_up(item.taken_by.name)
        for item in WorkItem.objects.filter(state="wrapping_up", kind="call").select_related("taken_by"):
            contact = Contact.objects.get(pk=item.subject_id)
            close_contact(contact=contact, outcome="resolved", avoidable="not", actor=item.taken_by, at=timezone.now())

    def _pass_on(self, item: WorkItem) -> None:
        contact = Contact.objects.get(pk=item.subject_id)
        hand_off_contact(
            contact=contact, to_team=self.counter.world.teams["desk"], notes="Wants a date", actor=item.taken_by,
            at=timezone.now(),
        )  # fmt: skip

    def _hang_up(self, word: str) -> None:
        for leg in list(self.counter.phone(word).legs.values()):
            if leg.state == "up":
                leg.hang_up()

    def wait_written(self, rung: int) -> None:
        """Until the hub knows of everybody but those who hung up before it had answered."""
        legs = self.counter.site.outside.legs.values()
        eventually(
            "all are written down",
            lambda: Call.objects.count() >= rung - sum(leg.state == "over" and not leg.code for leg in legs),
        )

    def cut_everybody_off(self) -> datetime:
        """Kill the exchange, and start it again once every telephone has noticed; when it died."""
        asterisk, died_at = self.counter.site.asterisk, timezone.now()
        asterisk.kill()
        for phone in self.counter.site.floor.phones:
            for leg in list(phone.legs.values()):
                leg.hang_up()
        self.going.clear()
        asterisk.start()
        return died_at


@pytest.fixture
def day(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Day]:
    settings.MEDIA_ROOT = tmp_path / "files"
    with running_site(EXTENSIONS, silence_seconds=0) as site:
        for phone in site.floor.phones:
            phone.is_silent, phone.answers_itself = True, phone is not site.outside
        counter = Counter(
            _with_more_advisors(), site, RunningSwitchboard(site.address, site.exchange.password, tmp_path / "sounds"),
            NUMBER, EXTENSIONS,
        )  # fmt: skip
        counter.ready(*EXTENSIONS)
        process = SwitchboardProcess(counter.switchboard)
        process.start()
        yield Day(counter, process)
        process.kill()


def _with_more_advisors() -> World:
    world = make_world()
    for word in EXTENSIONS:
        world.people[word] = add_staff(
            email=f"{word}@county.example", name=word, organisation=world.county, team=world.teams["desk"],
            role=Role.ADVISOR, password="a-long-enough-passphrase", actor=world.system, at=timezone.now(),
        )  # fmt: skip
    return world


@pytest.fixture
def screens(day: Day, tmp_path: Path) -> Iterator[list[ContactScreen]]:
    hub = Installation(tmp_path, CIVICHUB_DEMO="1")  # nobody here has a second factor
    hub.prepare()
    hub.start("web")
    hub.wait_for_web()
    shown = [ContactScreen(hub.url, day.counter.world.people[word]) for word in EXTENSIONS]
    day.counter.ready(*EXTENSIONS)  # again: nobody had a screen while the web server began
    yield shown
    for screen in shown:
        screen.close()
    hub.stop()


@pytest.fixture
def witness(day: Day) -> Iterator[BridgeWitness]:
    listening = BridgeWitness(day.counter.site)
    yield listening
    listening.close()


def test_every_call_of_a_busy_day_is_one_contact_and_ends_as_what_it_was(
    day: Day, screens: list[ContactScreen], witness: BridgeWitness
) -> None:
    day.talk_seconds, began = TALK_SECONDS["a day"], time.monotonic()
    callers = [Caller(f"07700{900000 + number}", day.patience()) for number in range(CALLS)]
    exchange = ("127.0.0.1", day.counter.site.exchange.sip_port)
    with calling(callers, NUMBER, of=exchange, ip="127.0.0.2", a_second=ARRIVE_A_SECOND, at_once=AT_ONCE) as outside:
        while outside.goes_on:
            day.work()
            time.sleep(0.05)
        assert not (failures := outside.failures()), failures
    _wait_for_the_end(day.work, WRITTEN_SECONDS)
    states = Tally(Call.objects.values_list("state", flat=True))
    passed_on = CallFact.objects.filter(kind="passed_on").count()
    print(
        f"\n{sum(states.values())} calls in {time.monotonic() - began:.0f} s, {most_at_once()} at once: "
        f"{dict(states)}, {passed_on} passed on; load average {os.getloadavg()[0]:.1f}"
    )
    assert Call.objects.count() == Contact.objects.count() == Call.objects.values("contact").distinct().count() == CALLS
    assert set(states) == {"answered", "abandoned"}
    assert passed_on
    assert not WorkItem.objects.exclude(state__in=("done", "abandoned")).exists()
    assert Call.objects.filter(state="answered", connected_at=None).count() == 0
    assert eventually("nobody is left on the telephone", day.counter.site.is_quiet)
    opened = {taking: at for screen in screens for taking, at in screen.opened.items()}
    pops, bridged = Percentiles.of(screen_pops(opened)), Percentiles.of(free_to_bridged(witness.joined))
    print(f"from the hook to the contact on the screen {pops}; from free to talking {bridged}")
    taken = Offer.objects.filter(state="accepted").count()
    assert pops.n == taken, "every call that is taken opens its contact"
    assert bridged.n >= 0.99 * taken, "who hangs up as they are put through is joined to nobody"
    assert pops.p95 < SCREEN_POP_SECONDS
    assert bridged.p95 < BRIDGED_SECONDS


def test_a_switchboard_killed_again_and_again_loses_nobody_and_nobody_loses_their_place(day: Day) -> None:
    rung = went_on = 0
    for _ in range(KILLS):
        for _ in range(AT_ONCE):
            rung = day.go_on(rung)
            time.sleep(0.05)
        day.wait_written(rung)  # who rings while nobody listens is rung through by the exchange itself
        day.process.kill()
        on_the_line = [leg for leg, _ in day.going[2:] if leg.state == "up"]
        for leg, _ in day.going[:2]:
            leg.hang_up()
        time.sleep(DEAD_SECONDS)
        assert {leg.state for leg in on_the_line} <= {"up"}, "a call has ended with the switchboard"
        went_on += len(on_the_line)
        day.process.start()
    rung = CALLS_AMONG_KILLS
    while day.going:
        day.go_on(rung)
        time.sleep(0.05)
    _wait_for_the_end(lambda: day.go_on(CALLS_AMONG_KILLS), WRITTEN_SECONDS)
    states = Tally(Call.objects.values_list("state", flat=True))
    again = CallFact.objects.filter(kind="found_again").count()
    print(
        f"\n{sum(states.values())} calls, {KILLS} kills: {went_on} times a call went on without a switchboard, {again} "
        f"times one was taken up again: {dict(states)}"
    )
    assert again >= went_on > KILLS, "calls go on, and are taken up again"
    assert set(states) <= {"answered", "abandoned"}
    assert Call.objects.count() == Contact.objects.count()
    assert not WorkItem.objects.exclude(state__in=("done", "abandoned")).exists()
    assert not WorkItem.objects.exclude(call__arrived_at=F("arrived_at")).exists(), "everybody kept their place"


def test_an_exchange_killed_again_and_again_leaves_nobody_busy_and_owes_a_call_to_who_waited(day: Day) -> None:
    rung, day.counter.site.outside.answers_itself = 0, True  # who is rung back is there
    freed_after: list[float] = []
    for _ in range(EXCHANGE_KILLS):
        for _ in range(AT_ONCE):
            rung = day.go_on(rung)
            time.sleep(0.05)
        day.wait_written(rung)
        died_at = day.cut_everybody_off()
        give_up_at = time.monotonic() + NOBODY_BUSY_SECONDS
        while ghosts := _ghosts(died_at):
            assert time.monotonic() < give_up_at, "\n".join(ghosts)
            day.go_on(CALLS_AMONG_KILLS)  # nobody rings meanwhile
            time.sleep(0.1)
        freed_after.append(round((timezone.now() - died_at).total_seconds(), 1))
        _wait_for_the_end(lambda: day.go_on(CALLS_AMONG_KILLS), RUNG_BACK_SECONDS)
    states = Tally(Call.objects.values_list("state", flat=True))
    in_line = Call.objects.filter(pk__in=CallFact.objects.filter(kind="cut_off_in_line").values("call"))
    owed = WorkItem.objects.filter(kind="call_back", title__startswith="Cut off")
    print(
        f"\n{sum(states.values())} calls, Asterisk killed {EXCHANGE_KILLS} times: {dict(states)}, {owed.count()} owed; "
        f"nobody was busy with the dead after {freed_after} s"
    )
    cut_off = Call.objects.filter(pk__in=CallFact.objects.filter(kind="cut_off").values("call"))
    print(f"{cut_off.count()} cut off in the middle: {dict(Tally(cut_off.values_list('state', flat=True)))}")
    print(f"{in_line.count()} cut off in line: {dict(Tally(in_line.values_list('state', flat=True)))}")
    assert in_line.exists(), "the exchange was killed while people waited"
    assert set(in_line.values_list("state", flat=True)) == {"answered"}, "who waited was rung back"
    assert set(cut_off.values_list("state", flat=True)) == {"answered"}, "who talked was rung back"
    assert Call.objects.count() == Contact.objects.count()
    assert not owed.exists(), "nobody is left to be rung by hand"
    paused = Seat.objects.filter(state="paused")
    assert not paused.exists(), (
        f"paused for a fault that is not theirs: {list(paused.values_list('reason', flat=True))}"
    )


def _ghosts(died_at: datetime) -> list[str]:
    """Advisors who are held to be busy with, or about to take, a call of the exchange that died then."""
    offered = Offer.objects.filter(state="open", item__kind="call", made_at__lt=died_at).select_related("person")
    taken = WorkItem.objects.filter(kind="call", state="taken", taken_at__lt=died_at).select_related("taken_by")
    return [
        *(f"{one.person.name} was offered item {one.item_id} before" for one in offered),
        *(f"{one.taken_by.name} has taken item {one.pk} before" for one in taken),
    ]


def _wait_for_the_end(go_on: Callable[[], Any], seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while left := _left():
        assert time.monotonic() < give_up_at, "\n".join(left)
        go_on()
        time.sleep(0.05)


def _left() -> list[str]:
    """What is not over, with what has happened in it."""
    calls = [
        f"call {call.pk} is {call.memory.get('phase')}, its item {call.item and call.item.state}: "
        + ", ".join(f"{fact} {fact.detail}" for fact in call.facts.all())
        for call in Call.objects.filter(state="open").select_related("item")
    ]
    items = WorkItem.objects.filter(state__in=("taken", "wrapping_up")).select_related("call")
    return calls + [f"item {item.pk} is {item.state}, its call {item.call.state}" for item in items]
