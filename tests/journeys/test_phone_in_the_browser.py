"""The telephone in the browser: it registers, rings, is answered by a key, and says plainly what is wrong with it."""

from __future__ import annotations

import dataclasses
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from civichub.routing.models import Seat
from civichub.telephony.configuration import Phone
from civichub.telephony.operations import give_handset
from civichub.telephony.passwords import password_of
from tests.factories.world import make_world
from tests.journeys.browser import WIDTHS, check_accessible, launched_browser, open_context
from tests.phone.counter import Counter, running_counter
from tests.phone.sip import eventually
from tests.phone.site import running_site
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC

UNPLUG = """() => {
  navigator.mediaDevices.enumerateDevices = async () => []
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
}"""
LOUDEST = """async () => {
  const audio = new AudioContext()
  const analyser = audio.createAnalyser()
  audio.createMediaStreamSource(document.querySelector('audio').srcObject).connect(analyser)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const bins = new Float32Array(analyser.frequencyBinCount)
  analyser.getFloatFrequencyData(bins)
  await audio.close()
  return bins.indexOf(Math.max(...bins)) * audio.sampleRate / analyser.fftSize
}"""


@pytest.fixture(scope="module")
def headset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a headset into which somebody hums, in bursts: what never changes, it takes for noise."""
    hum = tmp_path_factory.mktemp("headset") / "hum.wav"
    seconds = np.arange(10 * 48_000) / 48_000
    samples = 12_000 * np.sin(2 * np.pi * ADVISOR_HZ * seconds) * (seconds % 1 < 0.6)
    with wave.open(str(hum), "wb") as out:
        out.setparams((1, 2, 48_000, 0, "NONE", ""))
        out.writeframes(samples.astype("<i2").tobytes())
    with launched_browser(
        "--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={hum}",
        "--autoplay-policy=no-user-gesture-required",
    ) as found:  # fmt: skip
        yield found


@pytest.fixture
def counter(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[Counter]:
    """The advisor's telephone is in the browser, the team leader's on a desk."""
    settings.STAFF_SECOND_FACTOR, settings.MEDIA_ROOT = False, tmp_path / "files"
    world = make_world()
    by = {"actor": world.people["leader"], "at": timezone.now()}
    handset = give_handset(person=world.people["advisor"], extension="2001", in_browser=True, **by)
    phone = Phone(handset.endpoint, "advisor <2001>", password_of(handset), in_browser=True)
    with running_site({"leader": "2002"}, browsers=(phone,)) as site:
        settings.EXCHANGE = dataclasses.replace(settings.EXCHANGE, websocket=f"{site.address.replace('http', 'ws')}/ws")
        with running_counter(site, tmp_path / "sounds", world) as running:
            yield running


@contextmanager
def at_their_desk(headset: Browser, url: str, user: Any, *, microphone: bool = True) -> Iterator[BrowserContext]:
    context = open_context(headset, url, user=user)
    if microphone:
        context.grant_permissions(["microphone"])
    yield context
    context.close()


def opened_phone(page: Page) -> Page:
    """From the strip of any page, in a window of its own."""
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Open the telephone").click()
    return opening.value


def words(page: Page) -> Any:
    return page.locator("[data-phone-words]")


def test_a_call_is_answered_by_a_key_and_outlives_every_page(
    headset: Browser, live_server: Any, counter: Counter
) -> None:
    with at_their_desk(headset, live_server.url, counter.world.fresh("advisor")) as desk:
        page = desk.new_page()
        page.goto("/staff/work/")
        expect(words(page)).to_have_text("Your telephone is not open. Calls cannot reach you.")
        phone = opened_phone(page)
        expect(words(phone)).to_have_text("Telephone ready")
        expect(words(page)).to_have_text("Telephone ready")
        check_accessible(phone)
        counter.ready("advisor")
        caller = counter.ring()
        caller.say(CALLER_HZ)
        expect(words(page)).to_have_text("Ringing: +447700900123")
        check_accessible(page, widths=WIDTHS)
        page.keyboard.press("a")
        caller.wait_heard(ADVISOR_HZ)
        assert eventually("the caller is heard", lambda: abs(phone.evaluate(LOUDEST) - CALLER_HZ) < 40)
        expect(page.get_by_text("On the line")).to_be_visible()
        page.goto("/staff/cases/")
        expect(words(page)).to_have_text("On the telephone")
        check_accessible(page, widths=WIDTHS)
        page.get_by_role("button", name="Mute").click()
        eventually("nothing is heard while muted", lambda: caller.level(ADVISOR_HZ, 1.5) < 100)
        expect(words(page)).to_have_text("Muted: they cannot hear you")
        page.get_by_role("button", name="Speak again").click()
        caller.wait_heard(ADVISOR_HZ)
        page.keyboard.press("l")
        expect(words(page)).to_have_text("On hold")
        caller.wait_heard(MUSIC)
        page.keyboard.press("l")
        caller.wait_heard(ADVISOR_HZ)
        page.get_by_text("Keys", exact=True).click()
        page.get_by_role("button", name="5", exact=True).click()
        check_accessible(page)
        page.get_by_role("button", name="Hang up").click()
        caller.wait_over()
        counter.wait_state("answered")


def test_it_says_plainly_what_is_wrong_and_its_person_is_offered_nothing(
    headset: Browser, live_server: Any, counter: Counter
) -> None:
    advisor = counter.world.people["advisor"]
    with (
        at_their_desk(headset, live_server.url, counter.world.fresh("advisor")) as desk,
        at_their_desk(headset, live_server.url, counter.world.fresh("advisor"), microphone=False) as home,
    ):
        page = desk.new_page()
        page.goto("/staff/")
        phone = opened_phone(page)
        expect(words(page)).to_have_text("Telephone ready")
        counter.ready("advisor")
        phone.evaluate(UNPLUG)
        expect(words(page)).to_contain_text("There is no microphone.")
        check_accessible(page, widths=WIDTHS)
        eventually("paused", lambda: reason_of(advisor) == "Your microphone has gone")
        other = home.new_page()
        other.goto("/staff/")
        refused = opened_phone(other)
        expect(words(other)).to_contain_text("This browser may not use the microphone.")
        expect(words(page)).to_have_text("Your telephone is open in another window or browser.", timeout=20_000)
        check_accessible(phone)
        assert not refused.is_closed()
        page.get_by_role("button", name="Use it here").click()
        expect(words(page)).to_have_text("Telephone ready")
        counter.ready("advisor")
        caller = counter.ring()
        expect(words(page)).to_contain_text("Ringing")
        page.get_by_role("button", name="Decline").first.click()
        caller.wait_heard(MUSIC)
        eventually("paused", lambda: reason_of(advisor) == "You sent the call away")


def reason_of(person: Any) -> str:
    seat = Seat.objects.get(person=person)
    return seat.reason if seat.state == "paused" else ""
