"""Articles: who may write and read them, what is in force when, and what takes whose place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from civichub.core.models import AuditEntry, StoredEvent
from civichub.knowledge.models import ArticleVersion
from civichub.knowledge.operations import (
    begin_article_draft,
    change_article,
    confirm_article,
    make_article_variant,
    publish_article,
    save_article_draft,
    withdraw_article,
)
from civichub.knowledge.queries import (
    article_for,
    articles_holding,
    articles_of_service,
    drafts_kept_by,
    review_list,
    version_for,
    version_holding,
    version_in_force,
)
from civichub.knowledge.wording import ArticleText
from tests.db.knowledge.conftest import REVIEW, Shelf
from tests.factories.world import NOON

LATER, TEXT = NOON + timedelta(days=7), ArticleText("Potholes", body="Depth first.", points="- How deep?\nWhere?")


def test_only_service_managers_and_administrators_write(shelf: Shelf) -> None:
    draft = shelf.write()
    for word in ("advisor", "leader", "officer", "district", "councillor", "governance"):
        with pytest.raises(NotAllowed):
            publish_article(version=draft, review_on=REVIEW, actor=shelf.world.people[word], at=NOON)
    with pytest.raises(NotAllowed):
        save_article_draft(version=draft, text=TEXT, seen_checksum=draft.checksum, actor=shelf.lowton, at=NOON)
    admin = shelf.world.people["admin"]
    assert publish_article(version=draft, review_on=REVIEW, actor=admin, at=NOON).state == "published"
    done = AuditEntry.objects.filter(subject_type="knowledge.article", subject_id=draft.article_id)
    assert set(done.values_list("action", flat=True)) == {"article.written", "article.published"}
    assert StoredEvent.objects.get(name="knowledge.ArticlePublished").payload["version_id"] == draft.pk


def test_a_draft_is_read_by_its_editors_alone_and_what_is_published_by_all_staff(shelf: Shelf) -> None:
    draft, world = shelf.write(), shelf.world
    assert article_for(shelf.manager, draft.article_id) == draft.article
    assert [one.pk for one in drafts_kept_by(shelf.manager)] == [draft.pk]
    for reader in (world.people["advisor"], shelf.lowton, world.people["stranger"]):
        assert drafts_kept_by(reader) == []
        with pytest.raises(NotFound):
            article_for(reader, draft.article_id)
    shelf.publish(draft)
    for reader in (world.people["advisor"], shelf.lowton, world.people["stranger"]):
        assert version_for(reader, article_for(reader, draft.article_id), 1) == draft
    second = begin_article_draft(article=draft.article, actor=shelf.manager, at=NOON)
    with pytest.raises(NotFound):
        version_for(shelf.lowton, draft.article, second.number)


def test_the_version_in_force_is_the_one_of_that_moment(shelf: Shelf) -> None:
    first = shelf.published(body="Old words")
    second = begin_article_draft(article=first.article, actor=shelf.manager, at=NOON)
    assert begin_article_draft(article=first.article, actor=shelf.manager, at=NOON) == second
    second = save_article_draft(version=second, text=TEXT, seen_checksum=second.checksum, actor=shelf.manager, at=NOON)
    shelf.publish(second, effective_from=LATER)
    assert version_in_force(first.article, NOON) == first
    assert version_in_force(first.article, LATER).source == "Depth first."
    assert version_in_force(first.article, LATER).point_list == ["How deep?", "Where?"]
    assert version_in_force(first.article, NOON - timedelta(days=1)) is None
    withdraw_article(version=second, reason="Wrong", actor=shelf.manager, at=LATER)
    assert version_in_force(first.article, LATER) is None


def test_a_published_version_keeps_its_words(shelf: Shelf) -> None:
    version = shelf.published()
    with pytest.raises(Conflict):
        save_article_draft(version=version, text=TEXT, seen_checksum=version.checksum, actor=shelf.manager, at=NOON)
    for column in ("source", "points", "title"):
        with pytest.raises(DatabaseError, match="keeps its text"), transaction.atomic():
            ArticleVersion.objects.filter(pk=version.pk).update(**{column: "Other words"})


def test_who_saves_second_is_told_instead_of_writing_over_the_first(shelf: Shelf) -> None:
    draft = shelf.write()
    save_article_draft(version=draft, text=TEXT, seen_checksum=draft.checksum, actor=shelf.manager, at=NOON)
    with pytest.raises(Conflict):
        save_article_draft(
            version=draft, text=replace(TEXT, body="Other"), seen_checksum=draft.checksum, actor=shelf.manager, at=NOON
        )


def test_an_organisations_own_article_takes_the_place_of_the_shared_one_there(shelf: Shelf) -> None:
    world = shelf.world
    shared = shelf.published("bins", is_shared=True)
    own = make_article_variant(
        article=shared.article, organisation=world.lowton, keeper=shelf.lowton, actor=shelf.lowton, at=NOON
    )
    assert version_holding("bins", world.lowton.pk, NOON) == shared
    own = shelf.publish(own)
    assert list(articles_holding(world.lowton.pk, NOON)) == [own]
    assert list(articles_holding(world.county.pk, NOON)) == [shared]
    assert list(articles_holding(world.highley.pk, NOON)) == [shared]
    assert version_holding("bins", world.lowton.pk, NOON) == own
    with pytest.raises(Invalid, match="already"):
        make_article_variant(
            article=shared.article, organisation=world.lowton, keeper=shelf.lowton, actor=shelf.lowton, at=NOON
        )
    withdraw_article(version=own, reason="The shared one will do", actor=shelf.lowton, at=LATER)
    assert list(articles_holding(world.lowton.pk, LATER)) == [shared]


def test_articles_stand_beside_their_service(shelf: Shelf) -> None:
    service = shelf.world.services["pothole"]
    version = shelf.published(service=service, points="How deep?")
    shelf.published("elsewhere")
    assert articles_of_service(service.pk, shelf.world.county.pk, NOON) == [version]
    assert articles_of_service(service.pk, shelf.world.highley.pk, NOON) == []


def test_an_article_comes_up_for_review_and_goes_when_it_was_read(shelf: Shelf) -> None:
    version = shelf.published()
    shelf.write("only-a-draft")
    due = REVIEW + timedelta(days=1)
    assert review_list(shelf.manager, until=REVIEW - timedelta(days=1), at=NOON) == []
    assert review_list(shelf.manager, until=due, at=NOON) == [(version.article, version)]
    assert (
        review_list(shelf.lowton, until=due, at=NOON)
        == review_list(shelf.world.people["advisor"], until=due, at=NOON)
        == []
    )
    confirm_article(article=version.article, review_on=date(2027, 3, 1), actor=shelf.manager, at=NOON)
    assert review_list(shelf.manager, until=due, at=NOON) == []


def test_what_cannot_be_is_refused_in_a_sentence(shelf: Shelf) -> None:
    draft, manager = shelf.write(body=""), shelf.manager
    with pytest.raises(Invalid, match="Write what to know"):
        shelf.publish(draft)
    with pytest.raises(Invalid, match="of this name already"):
        shelf.write()
    with pytest.raises(Invalid, match="works for the organisation"):
        change_article(
            article=draft.article, keeper=shelf.lowton, service=None, review_on=REVIEW, actor=manager, at=NOON
        )
    with pytest.raises(Invalid, match="has not passed"):
        publish_article(
            version=draft, review_on=REVIEW, effective_from=NOON - timedelta(days=1), actor=manager, at=NOON
        )
    with pytest.raises(Invalid, match="Enter"):
        withdraw_article(version=draft, reason=" ", actor=manager, at=NOON)
    with pytest.raises(Invalid, match="still to come"):
        confirm_article(article=draft.article, review_on=date(2026, 3, 3), actor=manager, at=NOON)
