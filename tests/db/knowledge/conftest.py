"""An author of the county, one of Lowton, and short words for writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from civichub.accounts.models import User
from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.knowledge.models import ArticleVersion
from civichub.knowledge.operations import publish_article, write_article
from civichub.knowledge.wording import ArticleText
from tests.factories.world import BEFORE, NOON, World

REVIEW = date(2026, 9, 1)


@dataclass
class Shelf:
    """`manager` writes for the county, `lowton` for Lowton."""

    world: World
    manager: User
    lowton: User

    def write(self, key: str = "potholes", *, by: str = "manager", at: datetime = NOON, **more: Any) -> ArticleVersion:
        author = getattr(self, by)
        home = self.world.county if by == "manager" else self.world.lowton
        shared, service = more.pop("is_shared", False), more.pop("service", None)
        text = ArticleText(**{"title": key.replace("-", " ").capitalize(), "body": "What to know.", **more})
        return write_article(
            key=key, organisation=home, keeper=author, review_on=REVIEW, text=text, actor=author, at=at,
            is_shared=shared, service=service,
        )  # fmt: skip

    def publish(self, version: ArticleVersion, *, at: datetime = NOON, **more: Any) -> ArticleVersion:
        author = self.lowton if version.article.organisation_id == self.world.lowton.pk else self.manager
        return publish_article(version=version, review_on=REVIEW, actor=author, at=at, **more)

    def published(self, key: str = "potholes", **more: Any) -> ArticleVersion:
        return self.publish(self.write(key, **more))


@pytest.fixture
def shelf(world: World) -> Shelf:
    lowton = add_staff(
        email="author@lowton.example", name="Author", organisation=world.lowton, role=Role.SERVICE_MANAGER,
        actor=world.system, at=BEFORE,
    )  # fmt: skip
    return Shelf(world, world.people["manager"], lowton)
