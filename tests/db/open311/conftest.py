"""A county that publishes potholes by Open311, and somebody who calls it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client

from civichub.accounts.operations import issue_token
from civichub.catalogue.operations import change_service
from civichub.forms.operations.versions import load_library
from civichub.handover.operations.routes import publish_listing
from tests.factories.replay import Replayed
from tests.factories.world import BEFORE, World, found_world

GOOD = {
    "service_code": "POT-1",
    "lat": "52.30641",
    "long": "-1.94172",
    "attribute[where]": "road",
    "attribute[width]": "large",
    "attribute[depth]": "deep",
    "attribute[danger]": "no",
    "attribute[injury]": "no",
    "attribute[keep_informed]": "yes",
    "description": "Deep enough to lose a wheel",
    "first_name": "Sam",
    "last_name": "Reed",
    "email": "sam.reed@example.org",
}


class Caller:
    """A client of the endpoint. A dictionary is posted as a form."""

    def __init__(self, key: str = "") -> None:
        self.key = key

    def get(self, path: str, **asked: str) -> Any:
        return Client().get(f"/open311/v2/{path}?{urlencode(asked)}")

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        body = urlencode({"api_key": self.key, **fields}, doseq=True)
        kind = "application/x-www-form-urlencoded"
        return Client(enforce_csrf_checks=True).post(f"/open311/v2/{path}", body, content_type=kind, headers=headers)

    def rows(self, path: str, **asked: str) -> list[dict[str, Any]]:
        answer = self.get(path, **asked)
        assert answer.status_code == 200, answer.content
        return answer.json()


def xml_of(answer: Any) -> ElementTree.Element:
    return ElementTree.fromstring(answer.content)


def errors_of(answer: Any) -> list[str]:
    """The sentences of a refusal in JSON; each has its code, and the HTTP status is the same."""
    assert all(error["code"] == str(answer.status_code) for error in answer.json())
    return [error["description"] for error in answer.json()]


def found_published() -> tuple[World, str]:
    """The small partnership with a published service, and a key that may open cases."""
    world = found_world()
    acting: dict[str, Any] = {"actor": world.system, "at": BEFORE}
    load_library(**acting)
    change_service(service=world.services["pothole"], fields={"form_key": "pothole"}, **acting)
    publish_listing(
        organisation=world.county, service=world.services["pothole"], code="POT-1", group="Roads",
        keywords=["hole", "road"], **acting,
    )  # fmt: skip
    return world, issue_token(label="Report app", organisation=world.county, scopes=["case.open"], **acting)[1]


make_published = Replayed(found_published)


@pytest.fixture
def made(db: None) -> tuple[World, str]:
    return make_published()


@pytest.fixture
def published(made: tuple[World, str]) -> World:
    return made[0]


@pytest.fixture
def caller(made: tuple[World, str]) -> Caller:
    return Caller(made[1])
