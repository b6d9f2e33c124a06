"""What the demonstration's advisors can look up, how it was judged, and what they looked for in vain."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import yaml

from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.knowledge.operations import (
    give_article_feedback,
    make_article_variant,
    note_missed_search,
    publish_article,
    save_article_draft,
    write_article,
)
from civichub.knowledge.wording import ArticleText

REVIEWED_EVERY = 182  # days
TEXT = ("title", "summary", "body", "points", "links", "other_words")
LOOKED_FOR = (("wasps nest", 5), ("hedgehog", 1), ("electric car charger", 3), ("allotment waiting list", 2))
JUDGED = (
    ("potholes", "advisor", True, "", ""),
    ("potholes", "leader", True, "", ""),
    ("blue-badges", "advisor", False, "How long a replacement takes", "lost blue badge"),
    ("missed-bins", "leader", True, "", ""),
)


def write_articles(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, now: datetime
) -> None:
    """The articles of `articles.yaml`, published on the day of their last review, with what was said of them."""
    text = resources.files("civichub.devtools.demo").joinpath("articles.yaml").read_text("utf-8")
    written: dict[str, Any] = {}
    for row in yaml.safe_load(text):
        at = now - timedelta(days=row["reviewed_days"])
        author = people[row["kept_by"] if "@" in row["kept_by"] else f"{row['kept_by']}@{MAIL}"]
        draft = _draft(row, organisations, services, written, author, at)
        review_on = london_date(at + timedelta(days=REVIEWED_EVERY))
        version = publish_article(version=draft, review_on=review_on, actor=author, at=at)
        written.setdefault(row["key"], version)
    county = organisations[COUNTY]
    for key, who, helped, missing, searched in JUDGED:
        give_article_feedback(
            version=written[key], organisation=county, helped=helped, missing=missing, searched=searched,
            actor=people[f"{who}@{MAIL}"], at=now - timedelta(days=3),
        )  # fmt: skip
    for words, times in LOOKED_FOR:
        for day in range(times):
            actor, at = people[f"advisor@{MAIL}"], now - timedelta(days=day + 1)
            note_missed_search(words=words, organisation=county, actor=actor, at=at)


def _draft(
    row: dict[str, Any], organisations: dict[str, Any], services: dict[str, Any], written: dict[str, Any], author: Any,
    at: datetime,
) -> Any:  # fmt: skip
    words = ArticleText(**{name: row[name] for name in TEXT if name in row})
    if "instead_of" in row:
        draft = make_article_variant(
            article=written[row["key"]].article, organisation=organisations[row["instead_of"]], keeper=author,
            actor=author, at=at,
        )  # fmt: skip
        return save_article_draft(
            version=draft, text=words, seen_checksum=draft.checksum, actor=author, at=at,
            change_note="Lodebury goes back sooner",
        )  # fmt: skip
    return write_article(
        key=row["key"], organisation=organisations[COUNTY], keeper=author, is_shared=row.get("shared", False),
        service=services.get(row.get("service", "")), review_on=london_date(at + timedelta(days=REVIEWED_EVERY)),
        text=words, actor=author, at=at,
    )  # fmt: skip
