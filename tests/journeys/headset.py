"""What journeys with the telephone in the browser share: a headset into which somebody hums, and an exchange."""

from __future__ import annotations

import dataclasses
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from civichub.routing.operations import define_queue
from civichub.telephony.configuration import Phone
from civichub.telephony.operations import give_handset
from civichub.telephony.passwords import password_of
from tests.factories.world import make_world
from tests.journeys.browser import launch, open_context
from tests.phone.counter import ALWAYS, Counter, running_counter
from tests.phone.site import running_site
from tests.phone.talking import ADVISOR_HZ

RATE = 48_000


@contextmanager
def browser_with_headset(beside: Browser, folder: Path, *flags: str) -> Iterator[Browser]:
    """Another of the same kind. Somebody hums into its headset, in bursts: what never changes, it takes for noise."""
    seconds = np.arange(10 * RATE) / RATE
    samples = 12_000 * np.sin(2 * np.pi * ADVISOR_HZ * seconds) * (seconds % 1 < 0.6)
    with wave.open(str(folder / "hum.wav"), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(samples.astype("<i2").tobytes())
    found = launch(
        beside.browser_type,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={folder / 'hum.wav'}",
        "--autoplay-policy=no-user-gesture-required",
        *flags,
    )
    yield found
    found.close()


@contextmanager
def counter_with_browser(folder: Path, settings: Any) -> Iterator[Counter]:
    """The advisor's telephone is in the browser, the team leader's on a desk."""
    settings.STAFF_SECOND_FACTOR, settings.MEDIA_ROOT = False, folder / "files"
    Client().get("/chat/")  # the first request reads every address and template, which takes long on a busy machine
    world = make_world()
    by = {"actor": world.people["leader"], "at": timezone.now()}
    handset = give_handset(person=world.people["advisor"], extension="2001", in_browser=True, **by)
    phone = Phone(handset.endpoint, "advisor <2001>", password_of(handset), in_browser=True)
    with running_site({"leader": "2002"}, browsers=(phone,)) as site:
        settings.EXCHANGE = dataclasses.replace(settings.EXCHANGE, websocket=f"{site.address.replace('http', 'ws')}/ws")
        with running_counter(site, folder / "sounds", world) as running:
            # Long enough for every page that shows it to be judged, also on a busy machine.
            define_queue(organisation=world.county, slug="calls", name="Calls", hours=ALWAYS, ring_seconds=90, **by)
            yield running


@contextmanager
def at_their_desk(browser: Browser, url: str, user: Any, *, microphone: bool = True) -> Iterator[BrowserContext]:
    """A browser of their own, which may use the microphone or may not."""
    context = open_context(browser, url, user=user)
    if microphone:
        context.grant_permissions(["microphone"])
    yield context
    context.close()


def opened_phone(page: Page) -> Page:
    """From the strip of any page, in a window of its own."""
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Open the telephone").click()
    return opening.value


def phone_words(page: Page) -> Locator:
    """How the telephone stands."""
    return page.locator("[data-phone-words]")
