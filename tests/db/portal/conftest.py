"""A small partnership with a form to fill in, some addresses, and somebody at the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from civichub.accounts.models import User
from civichub.catalogue.models import Service
from civichub.catalogue.operations import create_service, publish_service, set_provision
from civichub.customers.operations import find_or_create_customer
from civichub.forms.operations.versions import publish_form_version, save_form_draft
from civichub.places.models import Address
from tests.factories.places import row, take_in
from tests.factories.world import BEFORE, World

HOLE_FORM = """
form: hole
title: Report a hole
case_title: "Hole: {place}"
intro: |
  Tell us about a hole.
you_will_need: [where it is]
eligibility:
  - check: private
    refuse_when: answers.land == "private"
    title: The owner repairs private land
    text: We only repair our own roads.
    instead: [Tell the owner]
    links:
      - label: Find the owner
        url: https://www.gov.uk/search-property-information-land-registry
pages:
  - page: land
    title: What is the hole in?
    questions:
      - question: land
        type: radio
        label: What is the hole in?
        short: what the hole is in
        options: {road: A road, private: Private land}
  - page: place
    title: Where is it?
    questions:
      - question: place
        type: location
        label: Where is the hole?
        short: where the hole is
        maps_to: case.location
  - page: danger
    title: Is it dangerous?
    questions:
      - question: danger
        type: yes_no
        label: Is it dangerous?
        short: whether it is dangerous
      - question: danger_what
        type: long_text
        only_when: answers.danger == "yes"
        label: What is the danger?
        short: what the danger is
  - page: photos
    title: Photos
    questions:
      - question: photos
        type: file
        label: Photos
        short: a photo
        optional: yes
        types: [png]
        max_files: 2
        max_megabytes: 1
  - page: contact
    title: How can we reach you?
    questions:
      - question: name
        type: name
        label: Your name
        short: your name
        optional: yes
        maps_to: customer.name
      - question: email
        type: email
        label: Email address
        short: your email address
        optional: yes
        maps_to: customer.email
confirmation:
  title: We have your report
  next_steps: [We look at it.]
  you_will_hear: You will hear within 5 working days.
"""
HERE = {"place__latitude": "52.2395", "place__longitude": "-1.7080", "place__description": "By the bridge"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


@dataclass
class Portal:
    """What the tests of the portal share."""

    world: World
    service: Service
    address: Address
    client: Client

    def begin(self, client: Client | None = None) -> str:
        """Press Start now; returns the token of the form."""
        answer = (client or self.client).post(f"/services/{self.service.slug}/start/")
        assert answer.status_code == 302
        return str(answer["Location"]).split("/")[2]

    def fill_in(self, client: Client | None = None, *, email: str = "sam@example.org", until: str = "") -> str:
        """Fill in the whole form, or up to and without the page `until`; returns the token."""
        browser, token = client or self.client, self.begin(client)
        for page, answers in (
            ("land", {"land": "road"}),
            ("place", HERE),
            ("danger", {"danger": "no"}),
            ("photos", {}),
            ("contact", {"name__first": "Sam", "name__last": "Reed", "email": email}),
        ):
            if page == until:
                break
            answer = browser.post(f"/apply/{token}/{page}/", answers)
            assert answer.status_code == 302, answer.content.decode()
        return token

    def send(self, client: Client | None = None, **options: str) -> str:
        """A report that has arrived; returns its reference."""
        browser, token = client or self.client, self.fill_in(client, **options)
        answer = browser.post(f"/apply/{token}/check-answers/", follow=True)
        return str(answer.context["reference"])


@pytest.fixture
def portal(world: World, client: Client, settings: Any, tmp_path: Any) -> Portal:
    settings.MEDIA_ROOT = tmp_path
    actor = world.system
    draft, problems = save_form_draft(key="hole", text=HOLE_FORM, organisation=None, actor=actor, at=BEFORE)
    assert not problems, problems
    publish_form_version(version=draft, actor=actor, at=BEFORE)
    fields = {
        "slug": "hole",
        "title": "Hole in the road",
        "summary": "Tell us about a hole.",
        "service_class": "simple",
    }
    fields |= {"form_key": "hole", "procedure_key": "repair"}
    service = publish_service(service=create_service(fields=fields, actor=actor, at=BEFORE), actor=actor, at=BEFORE)
    set_provision(
        service=service, organisation=world.county, level="county", team=world.teams["highways"], actor=actor, at=BEFORE
    )
    known = row(
        100012345678,
        number="1",
        street="Mill Street",
        town="Lowton",
        easting=420_000,
        northing=260_000,
        usrn="38000001",
    )
    take_in(known)
    address = Address.objects.get(uprn="100012345678")
    return Portal(world, service, address, client)


@pytest.fixture
def resident(portal: Portal) -> Callable[..., Client]:
    """`resident("sam@example.org", "Sam Reed")`: the browser of somebody signed in whose record we have."""

    def sign_in(email: str, name: str = "") -> Client:
        user = User.objects.create_user(email)
        if name:
            find_or_create_customer(
                name=name, email=email, account=user, organisation=portal.world.county, actor=user, at=BEFORE
            )
        browser = Client()
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return sign_in
