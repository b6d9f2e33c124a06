"""The hub's side of a telephone test: a line, its advisors at their desks, and the switchboard in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils import timezone

from civichub.ari import Client
from civichub.core.clocks import LONDON
from civichub.devtools.supervisor import stop_with_parent
from civichub.routing.models import WorkItem
from civichub.routing.operations import accept_offer, define_queue, join_queue, see_screens, sit_down
from civichub.switchboard.board import Switchboard
from civichub.switchboard.desk import Desk
from civichub.switchboard.exchange import Exchange
from civichub.telephony.configuration.parts import APPLICATION
from civichub.telephony.models import Call, Handset
from civichub.telephony.operations import give_handset, record_sentence, set_up_line
from civichub.telephony.speech import Voice, file_name, recorded_in, tone
from civichub.workforce.operations import define_skill, record_skill
from tests.factories.world import World, make_world
from tests.phone.sip import LONG_ENOUGH_SECONDS, Leg, eventually
from tests.phone.site import ADVISORS, NUMBER, Site

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = {day: ["00:00-24:00"] for day in DAYS}
CALLER = "07700900123"


class RunningSwitchboard:
    """The product's own, in a loop of its own thread."""

    def __init__(self, address: str, password: str, sounds: Path, trunk: str = "outside") -> None:
        self.address, self.password, self.sounds, self.trunk = address, password, sounds, trunk

    def start(self) -> None:
        """Returns when it follows the exchange."""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="switchboard", daemon=True)
        self._thread.start()
        assert self._ready.wait(LONG_ENOUGH_SECONDS), "the switchboard does not begin"

    def _run(self) -> None:
        with contextlib.suppress(asyncio.CancelledError), asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._work())

    async def _work(self) -> None:
        client = Client(self.address, APPLICATION, self.password, application=APPLICATION)
        hub = Desk()
        board = Switchboard(
            Exchange(client, Voice(self.sounds, tone), caller_id="Testshire", trunk=self.trunk), client, hub
        )
        self._working = asyncio.create_task(board.run())
        async with client:
            await client.is_up.wait()
            self._ready.set()
            try:
                await self._working
            finally:
                hub.close()

    def stop(self) -> None:
        """Leave every call as it is."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._working.cancel)
        self._thread.join(LONG_ENOUGH_SECONDS)
        assert not self._thread.is_alive(), "the switchboard does not end"


def _as_its_unit_does() -> None:
    """It goes before the processes of pages (`deploy/systemd/civichub-switchboard.service`), where one may say so."""
    stop_with_parent()
    with contextlib.suppress(PermissionError):
        os.nice(-5)


class SwitchboardProcess:
    """The same as a process of its own, as in production; it can be killed."""

    def __init__(self, like: RunningSwitchboard) -> None:
        self._environment = os.environ | {
            "CIVICHUB_EXCHANGE_URL": like.address,
            "CIVICHUB_EXCHANGE_PASSWORD": like.password,
            "CIVICHUB_EXCHANGE_TRUNK": like.trunk,
            "CIVICHUB_EXCHANGE_SOUNDS": str(like.sounds),
            "CIVICHUB_EXCHANGE_SAYS_TONES": "1",
            "CIVICHUB_FILES": str(like.sounds.parent),
        }

    def start(self) -> None:
        """Returns when it follows the exchange."""
        command = [sys.executable, "-m", "civichub.switchboard"]
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, text=True, preexec_fn=_as_its_unit_does
        )
        assert "ready" in self._process.stdout.readline()

    def kill(self) -> None:
        """With SIGKILL, whatever it was doing."""
        self._process.kill()
        self._process.wait()


class Counter:
    """What a test needs to name, and short words for what happens."""

    def __init__(
        self, world: World, site: Any, switchboard: RunningSwitchboard, number: str, advisors: dict[str, str]
    ) -> None:
        self.world, self.site, self.switchboard, self.number = world, site, switchboard, number
        leader, now = world.people["leader"], timezone.now()
        self.queue = define_queue(
            organisation=world.county, slug="calls", name="Calls", hours=ALWAYS, ring_seconds=15, actor=leader, at=now
        )
        for word, extension in advisors.items():
            person = world.people[word]
            join_queue(queue=self.queue, person=person, actor=leader, at=now)
            if not Handset.objects.filter(person=person).exists():
                give_handset(person=person, extension=extension, actor=leader, at=now)
        self.line = self.change_line(name="Highways", queue=self.queue, service=world.services["pothole"])

    def record_sentence(self, file: str, content: bytes) -> None:
        """Somebody's voice instead of the machine's; returns when the exchange has it."""
        by = {"actor": self.world.people["leader"], "at": timezone.now()}
        made = record_sentence(organisation=self.world.county, file=file, content=content, **by)
        path = recorded_in(self.switchboard.sounds, self.world.county.pk) / file_name(made.words, made.language)
        eventually("the recording is brought", path.exists)

    def change_line(self, **details: Any) -> Any:
        """Set the line up otherwise."""
        return set_up_line(
            organisation=self.world.county, number=self.number, actor=self.world.people["leader"], at=timezone.now(),
            **details,
        )  # fmt: skip

    def run_switchboard_as_process(self) -> SwitchboardProcess:
        """So that it can be killed; the one in the thread rests meanwhile."""
        self.switchboard.stop()
        process = SwitchboardProcess(self.switchboard)
        process.start()
        return process

    def close_the_office(self) -> None:
        """The queue is open tomorrow only."""
        tomorrow = DAYS[(timezone.now().astimezone(LONDON).weekday() + 1) % 7]
        define_queue(
            organisation=self.world.county, slug="calls", name="Calls", hours={tomorrow: ["09:00-17:00"]},
            actor=self.world.people["leader"], at=timezone.now(),
        )  # fmt: skip

    def ready(self, *words: str) -> None:
        """At their desks, with a screen that lives."""
        for word in words:
            sit_down(actor=self.world.people[word], at=timezone.now())
        people = [self.world.people[word].pk for word in words]
        see_screens(people=people, actor=self.world.system, at=timezone.now())

    def teach(self, word: str, key: str, name: str) -> None:
        """Somebody has a skill that calls may need."""
        by = {"actor": self.world.people["leader"], "at": timezone.now()}
        skill = define_skill(key=key, kind="subject", name=name, said="you know it", **by)
        record_skill(person=self.world.people[word], skill=skill, level=3, **by)

    def ring(self, caller: str = CALLER, *, prefix: str = "") -> Leg:
        """Somebody rings the line from outside, perhaps through a relay, and is answered by the hub."""
        leg = self.site.outside.ring(prefix + self.number, caller)
        leg.wait_answered()
        return leg

    def phone(self, word: str) -> Any:
        """The telephone on somebody's desk."""
        return self.site.desk[word]

    def accept_on_screen(self, word: str) -> WorkItem:
        """Press Accept."""
        person = self.world.people[word]
        offer = eventually("an offer", lambda: person.offers.filter(state="open").first())
        return accept_offer(offer=offer, actor=person, at=timezone.now())

    def call(self) -> Call:
        """The latest call."""
        return Call.objects.select_related("item", "contact", "contact__handled_by").latest("pk")

    def promise_of(self, call: Call) -> WorkItem:
        """The promised call-back that has become of it."""
        return WorkItem.objects.get(subject_kind="contact", subject_id=call.contact_id, kind="call_back")

    def facts(self) -> list[str]:
        """What has happened in it, by kind."""
        return list(self.call().facts.values_list("kind", flat=True))

    def wait_fact(self, kind: str) -> None:
        """Until that has happened."""
        eventually(f"{kind} among the facts", lambda: kind in self.facts())

    def wait_state(self, state: str) -> Call:
        """Until the latest call has ended so."""
        return eventually(f"the call is {state}", lambda: (call := self.call()).state == state and call)


@contextmanager
def running_counter(site: Site, sounds: Path, world: World | None = None) -> Iterator[Counter]:
    """A line with two advisors, and the switchboard at work. Afterwards nobody may be left on the telephone.

    Who has a telephone in that world keeps it.
    """
    switchboard = RunningSwitchboard(site.address, site.exchange.password, sounds)
    counter = Counter(world or make_world(), site, switchboard, NUMBER, ADVISORS)
    switchboard.start()
    try:
        yield counter
        site.floor.hang_up_everywhere()
        eventually("nobody is left on the telephone", site.is_quiet)
    finally:
        switchboard.stop()
