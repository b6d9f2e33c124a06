"""The telephone in the browser: it registers, rings, is answered by a key, and says plainly what is wrong with it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from civichub.routing.models import Seat
from tests.journeys.browser import WIDTHS, check_accessible
from tests.journeys.headset import at_their_desk, browser_with_headset, counter_with_browser, opened_phone, phone_words
from tests.phone.counter import Counter
from tests.phone.sip import eventually
from tests.phone.talking import ADVISOR_HZ, CALLER_HZ, MUSIC

UNPLUG = """() => {
  window.plugged = [navigator.mediaDevices.enumerateDevices, navigator.mediaDevices.getUserMedia]
  navigator.mediaDevices.enumerateDevices = async () => []
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
}"""
PLUG_IN = """() => {
  [navigator.mediaDevices.enumerateDevices, navigator.mediaDevices.getUserMedia] = window.plugged
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
def headset(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser_with_headset(browser, tmp_path_factory.mktemp("headset")) as found:
        yield found


@pytest.fixture
def counter(tmp_path: Path, settings: Any, transactional_db: None) -> Iterator[Counter]:
    with counter_with_browser(tmp_path, settings) as running:
        yield running


def test_a_call_is_answered_by_a_key_and_outlives_every_page(
    headset: Browser, live_server: Any, counter: Counter
) -> None:
    with at_their_desk(headset, live_server.url, counter.world.fresh("advisor")) as desk:
        page = desk.new_page()
        page.goto("/staff/work/")
        expect(phone_words(page)).to_have_text("Your telephone is not open. Calls cannot reach you.")
        phone = opened_phone(page)
        expect(phone_words(phone)).to_have_text("Telephone ready")
        expect(phone_words(page)).to_have_text("Telephone ready")
        check_accessible(phone)
        counter.ready("advisor")
        caller = counter.ring()
        caller.say(CALLER_HZ)
        expect(phone_words(page)).to_have_text("Ringing: +447700900123")
        check_accessible(page, widths=WIDTHS)
        page.keyboard.press("a")
        caller.wait_heard(ADVISOR_HZ)
        assert eventually("the caller is heard", lambda: abs(phone.evaluate(LOUDEST) - CALLER_HZ) < 40)
        expect(page.get_by_text("On the line")).to_be_visible()
        page.goto("/staff/cases/")
        expect(phone_words(page)).to_have_text("On the telephone")
        check_accessible(page, widths=WIDTHS)
        page.get_by_role("button", name="Mute").click()
        eventually("nothing is heard while muted", lambda: caller.level(ADVISOR_HZ, 1.5) < 100)
        expect(phone_words(page)).to_have_text("Muted: they cannot hear you")
        phone.evaluate(UNPLUG)
        expect(phone_words(page)).to_contain_text("They cannot hear you. There is no microphone.")
        phone.evaluate(PLUG_IN)
        expect(phone_words(page)).to_have_text("Muted: they cannot hear you")
        time.sleep(2)
        assert caller.level(ADVISOR_HZ, 1.5) < 100, "whoever muted themselves stays so with another headset"
        page.get_by_role("button", name="Speak again").click()
        caller.wait_heard(ADVISOR_HZ)
        page.keyboard.press("l")
        expect(phone_words(page)).to_have_text("On hold")
        caller.wait_heard(MUSIC)
        page.keyboard.press("l")
        caller.wait_heard(ADVISOR_HZ)
        ask_a_colleague_by_keys(page, counter)
        page.get_by_text("Keys", exact=True).click()
        page.get_by_role("button", name="5", exact=True).click()
        check_accessible(page)
        page.keyboard.press("Control+k")
        page.keyboard.type("hang up")
        page.keyboard.press("Enter")
        caller.wait_over()
        counter.wait_state("answered")
        page.keyboard.press("w")
        expect(page).to_have_url(re.compile("/wrap-up/$"))


def ask_a_colleague_by_keys(page: Page, counter: Counter) -> None:
    """Asked in, heard by the caller too, and gone again, without a mouse."""
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_text("Ask somebody in")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Ask somebody in")
    for key in ("Escape", "i", "Tab", "ArrowDown", "Control+Enter"):
        page.keyboard.press(key)
    colleague = counter.phone("leader").next_call()
    colleague.answer()
    expect(page.get_by_text("hears you alone")).to_be_visible()
    check_accessible(page, widths=WIDTHS)
    page.keyboard.press("t")
    expect(page.get_by_text("hears you and the caller")).to_be_visible()
    page.keyboard.press("z")
    colleague.wait_over()
    expect(page.get_by_text("Ask somebody in")).to_be_visible()


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
        expect(phone_words(page)).to_have_text("Telephone ready")
        counter.ready("advisor")
        phone.evaluate(UNPLUG)
        expect(phone_words(page)).to_contain_text("There is no microphone.")
        check_accessible(page, widths=WIDTHS)
        eventually("paused", lambda: reason_of(advisor) == "Your microphone has gone")
        other = home.new_page()
        other.goto("/staff/")
        refused = opened_phone(other)
        expect(phone_words(other)).to_contain_text("This browser may not use the microphone.")
        expect(phone_words(page)).to_have_text("Your telephone is open in another window or browser.")
        check_accessible(phone)
        assert not refused.is_closed()
        page.get_by_role("button", name="Use it here").click()
        expect(phone_words(page)).to_have_text("Telephone ready")
        counter.ready("advisor")
        caller = counter.ring()
        expect(phone_words(page)).to_contain_text("Ringing")
        page.get_by_role("button", name="Decline").first.click()
        caller.wait_heard(MUSIC)
        eventually("paused", lambda: reason_of(advisor) == "You sent the call away")


def reason_of(person: Any) -> str:
    seat = Seat.objects.get(person=person)
    return seat.reason if seat.state == "paused" else ""
