"""A council's own exchange, with the files that `civichub phone` writes, and a carrier reached over TLS and SRTP."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from civichub.commands import phone as command
from civichub.devtools.exchange import Asterisk
from civichub.telephony.configuration import Exchange
from civichub.telephony.models import Handset
from civichub.telephony.operations import ring_out
from civichub.telephony.passwords import password_of
from tests.factories.world import make_world
from tests.phone.carrier import ACCOUNT, CARRIER, OUTSIDE, PASSWORD, Authority, Carrier, tapped_wire
from tests.phone.counter import CALLER, Counter, RunningSwitchboard
from tests.phone.sip import Floor, Phone, eventually
from tests.phone.site import ADVISORS, NUMBER, Site, complaints_of, free_port, required_tree
from tests.phone.sound import RATE, level
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC

COUNCIL = "127.0.0.1"
PLAIN_REFUSED = "Couldn't negotiate stream"


class Council(Asterisk):
    """Its folders and its music are a test's; every file that the command writes is the command's."""

    def __init__(self, tree: Path, home: Path, exchange: Exchange, written: Path) -> None:
        super().__init__(tree, home, exchange, steady_tone=True)
        self.written = written

    def write(self) -> None:
        super().write()
        for file in self.written.iterdir():
            shutil.copy(file, self.home / "etc")


class Trunk(Site):
    """Two exchanges, and one authority that both trust."""

    def __init__(self, home: Path) -> None:
        tree = required_tree()
        self.home, self.floor, self.authority = home, Floor(), Authority(home, "authority")
        self.outside = self.floor.phone("outside", OUTSIDE)
        self.carrier = Carrier(tree, home / "carrier", self.outside, *self.authority.certify(CARRIER, "carrier"))
        self.outside.server = (CARRIER, self.carrier.sip_port)
        self.exchange = Exchange(password="for-a-test", sip_port=free_port(), http_port=free_port())
        self.desk: dict[str, Phone] = {}
        self.asterisk: Council = Council(tree, home / "council", self.exchange, home / "written")

    def configure(self, settings: Any) -> None:
        """Write the council's files as an administrator does."""
        settings.EXCHANGE = dataclasses.replace(
            settings.EXCHANGE, url=self.address, password=self.exchange.password, trunk="carrier",
            sip_address=f"phones.example.gov.uk:{self.exchange.sip_port}",
        )  # fmt: skip
        certificate, key = self.authority.certify(COUNCIL, "council")
        password = self.home / "password"
        password.write_text(PASSWORD)
        given = {
            "--out": self.asterisk.written, "--trunk": f"{CARRIER}:{self.carrier.tls_port}", "--user": ACCOUNT,
            "--from": CARRIER, "--password-file": password, "--certificate": certificate, "--key": key,
            "--authorities": self.authority.file, "--tls-port": free_port(),
        }  # fmt: skip
        words = [str(word) for pair in given.items() for word in pair]
        assert command.main([*words, "--sound-ports", "18000", "18399", "--codec", "alaw", "--codec", "g722"]) == 0

    def put_telephones_on_desks(self) -> None:
        """They register, each with its password."""
        for handset in Handset.objects.select_related("person"):
            phone = self.floor.phone(handset.endpoint, "127.0.0.3")
            phone.server = (COUNCIL, self.exchange.sip_port)
            assert phone.register("guessed") == 401
            assert phone.register(password_of(handset)) == 200
            self.desk[next(word for word, number in ADVISORS.items() if number == handset.extension)] = phone

    def wait_registered(self) -> None:
        """Until the carrier knows where the council is."""
        eventually("the council has registered with its carrier", self.carrier.has_account_registered)


@pytest.fixture
def trunk() -> Iterator[Trunk]:
    home = Path(tempfile.mkdtemp(prefix="trunk-"))
    trunk = Trunk(home)
    yield trunk
    trunk.floor.close()
    for asterisk in (trunk.asterisk, trunk.carrier):
        asterisk.stop()
    shutil.rmtree(home)


@pytest.fixture
def counter(trunk: Trunk, transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Counter]:
    settings.MEDIA_ROOT = tmp_path / "files"
    switchboard = RunningSwitchboard(trunk.address, trunk.exchange.password, tmp_path / "sounds", "carrier")
    counter = Counter(make_world(), trunk, switchboard, NUMBER, ADVISORS)
    trunk.configure(settings)
    trunk.carrier.start()
    trunk.asterisk.start()
    switchboard.start()
    trunk.put_telephones_on_desks()
    trunk.wait_registered()
    try:
        yield counter
        trunk.floor.hang_up_everywhere()
        eventually("nobody is left on the telephone", trunk.is_quiet)
    finally:
        switchboard.stop()
    complaints = [line for line in complaints_of(trunk.asterisk) if PLAIN_REFUSED not in line]
    assert not complaints, "\n".join(complaints)


@contextmanager
def nobody_between_hears() -> Iterator[None]:
    """What both say is plain between telephone and carrier, which shows that it would be seen, and not on the trunk."""
    with tapped_wire() as wire:
        yield

    def loudness(source: str, destination: str, hz: int) -> float:
        sound = wire.sound(source, destination)[-RATE // 2 :]
        assert len(sound) == RATE // 2, f"too little sound went from {source} to {destination}"
        return level(sound, hz)

    assert loudness(OUTSIDE, CARRIER, CALLER_HZ) > 2500
    assert loudness(CARRIER, COUNCIL, CALLER_HZ) < 1000
    assert loudness(COUNCIL, CARRIER, ADVISOR_HZ) < 1000


def test_a_call_by_tls_is_encrypted_both_ways_and_taken_on_a_telephone_that_registered(counter: Counter) -> None:
    counter.ready("advisor")
    with nobody_between_hears():
        caller = counter.ring()
        caller.say(CALLER_HZ)
        advisor = counter.phone("advisor").next_call()
        advisor.say(ADVISOR_HZ)
        advisor.answer()
        caller.wait_heard(ADVISOR_HZ)
        advisor.wait_heard(CALLER_HZ)
        eventually("a second of both", lambda: len(caller.sound.heard) > 3 * RATE)
    caller.hang_up()
    advisor.wait_over()
    call = counter.wait_state("answered")
    assert (call.line, call.caller) == (counter.line, "+447700900123")
    eventually("the recordings are kept", lambda: call.recordings.count() == 3)


def test_a_call_of_ours_goes_out_under_the_account_and_the_number_of_the_line_and_is_encrypted(
    counter: Counter,
) -> None:
    counter.ready("advisor")
    ring_out(
        line=counter.line, number=CALLER, reason="The hole", actor=counter.world.people["advisor"], at=timezone.now()
    )
    advisor = counter.phone("advisor").next_call()
    with nobody_between_hears():
        advisor.say(ADVISOR_HZ)
        advisor.answer()
        customer = counter.site.outside.next_call()
        assert NUMBER in customer.headers["from"]
        customer.say(CALLER_HZ)
        customer.answer()
        customer.wait_heard(ADVISOR_HZ)
        advisor.wait_heard(CALLER_HZ)
        eventually("a second of both", lambda: len(customer.sound.heard) > RATE)
    advisor.hang_up()
    customer.wait_over()
    counter.wait_state("answered")


def test_wideband_and_whatever_registered_are_reached_and_plain_sound_and_strangers_are_not(counter: Counter) -> None:
    outside = counter.site.outside
    for dialled in ("9" + NUMBER, "8"):
        caller = outside.ring(dialled, CALLER)
        caller.wait_heard(MUSIC, f"somebody who dialled {dialled} waits with music")
        caller.hang_up()
        assert counter.wait_state("abandoned").line == counter.line
    plain = outside.ring("0" + NUMBER, CALLER)
    plain.wait_over()
    assert [line for line in complaints_of(counter.site.asterisk) if PLAIN_REFUSED in line]
    stranger = counter.site.floor.phone("stranger", "127.0.0.9")
    stranger.server = (COUNCIL, counter.site.exchange.sip_port)
    refused = stranger.ring(NUMBER, CALLER)
    refused.wait_over()
    assert refused.code == 401
    assert counter.line.calls.count() == 2


@pytest.mark.django_db
def test_a_carrier_with_a_certificate_of_somebody_else_is_not_spoken_to(trunk: Trunk, settings: Any) -> None:
    trunk.configure(settings)
    unknown = Authority(trunk.home, "unknown").certify(CARRIER, "unsigned")
    another = trunk.authority.certify("127.0.0.5", "another")
    for certificate, words in ((unknown, "certificate is untrusted"), (another, "identity does not match")):
        trunk.carrier.certificate, trunk.carrier.key = certificate
        trunk.carrier.start()
        trunk.asterisk.start()
        eventually(words, lambda words=words: words in trunk.asterisk.log.read_text())
        assert not trunk.carrier.has_account_registered()
        trunk.asterisk.stop()
        trunk.carrier.stop()
