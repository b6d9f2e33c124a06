"""Short words for what happens at a line of the county."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from civichub.telephony.models import Call
from civichub.telephony.operations import keep_step, take_call
from civichub.telephony.operations.calls import Fact
from tests.factories.world import World

CALLER = "07700900123"
ALWAYS = {
    day: ["00:00-24:00"]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}  # fmt: skip


def at_desk(world: World, word: str) -> Client:
    client = Client()
    client.force_login(world.people[word], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def talk(world: World, call: Call) -> None:
    """The advisor picks up."""
    advisor = world.people["advisor"]
    offer = advisor.offers.get(state="open")
    take_call(call=call, offer_id=offer.pk, person=advisor, actor=advisor, at=timezone.now())
    facts = [Fact("connected", "a", advisor.pk), Fact("recorded")]
    keep_step(call=call, memory={}, facts=facts, actor=world.system, at=timezone.now())
