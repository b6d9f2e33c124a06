"""Articles stay true: keepers are reminded, those it did not help are answered, and what changes is shown."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from civichub.core.clocks import london_date
from civichub.delivery.models import Message
from civichub.knowledge.models import ArticleVersion
from civichub.knowledge.operations import (
    begin_article_draft,
    give_article_feedback,
    publish_article,
    save_article_draft,
    write_article,
)
from civichub.knowledge.operations.reminders import remind_keepers
from civichub.knowledge.queries import find_articles
from civichub.knowledge.wording import ArticleText
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import World

NOW = timezone.now().replace(microsecond=0)


def published(world: World, **more: str) -> ArticleVersion:
    text = ArticleText(**{"title": "Blue badges", "points": "Ask for the date", "body": "Eight weeks."} | more)
    manager = world.people["manager"]
    draft = write_article(
        key="badges", organisation=world.county, keeper=manager, review_on=london_date(NOW + timedelta(days=30)),
        text=text, actor=manager, at=NOW,
    )  # fmt: skip
    return publish_article(version=draft, review_on=london_date(NOW + timedelta(days=30)), actor=manager, at=NOW)


def test_a_keeper_is_told_before_and_after_the_day_and_each_week_but_once_a_stage(world: World) -> None:
    published(world)
    for day in (0, 17, 18, 29, 31, 32, 38, 45):
        remind_keepers(actor=world.system, at=NOW + timedelta(days=day))
    subjects = list(Message.objects.order_by("pk").values_list("subject", flat=True))
    assert [subject.partition(":")[0] for subject in subjects] == ["Due soon", "Overdue", "Overdue", "Overdue"]
    assert Message.objects.first().to_address == world.people["manager"].email


def test_who_was_not_helped_is_answered_and_a_change_to_come_is_shown(client: Client, world: World) -> None:
    version = published(world)
    advisor, manager = world.people["advisor"], world.people["manager"]
    said = give_article_feedback(
        version=version, organisation=world.county, helped=False, missing="The fee", actor=advisor, at=NOW
    )
    sign_in(client, world, "advisor")
    assert client.get(f"/staff/knowledge/feedback/{said.pk}/").status_code == 403
    sign_in(client, world, "manager")
    assert "Answer" in client.get("/staff/knowledge/gaps/").content.decode()
    assert client.post(f"/staff/knowledge/feedback/{said.pk}/", {"answer": "£10, added"}).status_code == 302
    assert client.get("/staff/knowledge/feedback/99999999/").status_code == 404
    draft = begin_article_draft(article=version.article, actor=manager, at=NOW)
    text = ArticleText(title="Blue badges", points="Ask for the date", body="Ten weeks.")
    draft = save_article_draft(version=draft, text=text, seen_checksum=draft.checksum, actor=manager, at=NOW)
    later = NOW + timedelta(days=3)
    publish_article(version=draft, review_on=london_date(NOW + timedelta(days=60)), effective_from=later, actor=manager,
                    at=NOW)  # fmt: skip
    sign_in(client, world, "advisor")
    page = client.get(f"/staff/knowledge/{version.article_id}/").content.decode()
    assert "£10, added" in page
    assert "This changes" in page
    page = client.get(f"/staff/knowledge/{version.article_id}/versions/2/changes/").content.decode()
    assert "1 word added, 1 word taken out" in page
    assert "first version" in client.get(f"/staff/knowledge/{version.article_id}/versions/1/changes/").content.decode()
    assert client.get(f"/staff/knowledge/{version.article_id}/versions/{2**40}/changes/").status_code == 404


def test_an_article_is_found_through_several_slips(world: World) -> None:
    published(world, other_words="disabled parking permit")
    for typed in ("bluebadges", "blu bagdes", "disbaled parkng permitt"):
        found = find_articles(typed, organisation_id=world.county.pk, at=NOW + timedelta(hours=1))
        assert [one.title for one in found.versions] == ["Blue badges"], typed
        assert found.close
