"""The desk's pages about knowledge: finding while typing, writing, what did not help, and beside a contact."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.contacts.operations import describe_contact, open_contact
from civichub.core.clocks import london_date
from civichub.knowledge.models import Article, ArticleVersion, Gap
from civichub.knowledge.operations import publish_article, write_article
from civichub.knowledge.queries import find_articles
from civichub.knowledge.wording import ArticleText
from tests.factories.world import BEFORE, World

HTMX = {"HX-Request": "true"}


def as_(world: World, word: str) -> Client:
    client = Client()
    client.force_login(world.people[word])
    return client


def days(number: int) -> Any:
    return london_date(timezone.now()) + timedelta(days=number)


def date_parts(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


@pytest.fixture
def potholes(world: World) -> ArticleVersion:
    manager, now = world.people["manager"], timezone.now() - timedelta(hours=1)
    text = ArticleText("Potholes", "A hole in the road", "Measure it.", "How deep is it?", "Map | https://m.example")
    draft = write_article(
        key="potholes", organisation=world.county, keeper=manager, review_on=days(10), text=text, is_shared=True,
        service=world.services["pothole"], actor=manager, at=now,
    )  # fmt: skip
    return publish_article(version=draft, review_on=days(10), actor=manager, at=now)


def page(client: Client, name: str, *args: Any, query: str = "", **more: Any) -> str:
    answer = client.get(reverse(name, args=args) + query, **more)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_an_advisor_finds_an_article_with_and_without_scripts(world: World, potholes: ArticleVersion) -> None:
    advisor = as_(world, "advisor")
    assert "Potholes" in page(advisor, "knowledge")
    whole = page(advisor, "knowledge", query="?q=potohle")
    assert "Potholes" in whole
    assert "<html" in whole
    part = page(advisor, "knowledge", query="?q=poth", headers=HTMX)
    assert "Potholes" in part
    assert "<html" not in part
    shown = page(advisor, "knowledge-article", potholes.article_id)
    for words in ("How deep is it?", "Measure it.", 'href="https://m.example"', "Did this help?"):
        assert words in shown
    assert "Withdraw" not in shown


def test_what_was_looked_for_in_vain_is_counted_only_by_a_post(world: World, potholes: ArticleVersion) -> None:
    advisor, manager = as_(world, "advisor"), as_(world, "manager")
    part = page(advisor, "knowledge", query="?q=xylophone+lessons", headers=HTMX)
    assert "Nothing found" in part
    assert "load delay" in part
    assert not Gap.objects.exists()
    for words in ("Xylophone lessons", "xylophone lessons", "pothole"):
        assert advisor.post(reverse("knowledge-missed"), {"q": words}, headers=HTMX).status_code == 200
    gap = Gap.objects.get()
    assert (gap.words, gap.found_nothing) == ("xylophone lessons", 2)
    assert "xylophone lessons" in page(manager, "knowledge-gaps")
    settled = manager.post(
        reverse("knowledge-gap", args=[gap.pk]), {"step": "decline", "done": "No council teaches it", "article": ""}
    )
    assert settled.status_code == 302
    assert "xylophone" not in page(manager, "knowledge-gaps")
    assert "No council teaches it" in page(manager, "knowledge-gaps", query="?state=declined")
    assert advisor.get(reverse("knowledge-gaps")).status_code == 403


def test_an_advisor_says_that_it_did_not_help_and_the_writers_see_why(world: World, potholes: ArticleVersion) -> None:
    advisor, manager = as_(world, "advisor"), as_(world, "manager")
    sent = {"version": "1", "helped": "no", "missing": "Whom to ring at night", "searched": "hole at night"}
    answer = advisor.post(reverse("knowledge-helped", args=[potholes.article_id]), sent, follow=True)
    assert "You said no" in answer.content.decode()
    shown = page(manager, "knowledge-gaps")
    assert "Whom to ring at night" in shown
    assert "hole at night" in shown


def test_an_article_is_written_previewed_published_and_withdrawn(world: World) -> None:
    manager, advisor = as_(world, "manager"), as_(world, "advisor")
    sent = {
        "title": "Gritting", "points": "Which road?", "body": "## When\n\nBelow **zero**.", "shared": "no",
        "organisation": str(world.county.pk), "keeper": "manager@county.example", "service": "",
        **date_parts("review_on", days(90)),
    }  # fmt: skip
    answer = manager.post(reverse("knowledge-new"), sent)
    assert answer.status_code == 302, re.findall(r"govuk-error-message.*", answer.content.decode())
    article = Article.objects.get()
    edit, version = reverse("knowledge-edit", args=[article.pk]), article.versions.get()
    draft = {"title": "Gritting roads", "points": "Which road?", "body": "<b>No</b> **salt**", "look": "yes"}
    looked = manager.post(edit, {**draft, "seen_checksum": version.checksum}).content.decode()
    assert "&lt;b&gt;No&lt;/b&gt; <strong>salt</strong>" in looked
    assert article.versions.get().title == "Gritting"
    del draft["look"]
    assert manager.post(edit, {**draft, "seen_checksum": version.checksum}).status_code == 302
    stale = manager.post(edit, {**draft, "seen_checksum": version.checksum}).content.decode()
    assert "Somebody else has saved" in stale
    assert advisor.get(reverse("knowledge-article", args=[article.pk])).status_code == 404
    publish = {"when": "now", **date_parts("review_on", days(90))}
    assert manager.post(reverse("knowledge-publish", args=[article.pk]), publish).status_code == 302
    assert "Gritting roads" in page(advisor, "knowledge")
    assert manager.get(edit).status_code == 404
    assert manager.post(reverse("knowledge-draft", args=[article.pk])).url == edit
    assert "Gritting roads" in page(manager, "knowledge-edit", article.pk)
    withdraw = reverse("knowledge-withdraw", args=[article.pk, 1])
    assert manager.post(withdraw, {"reason": "Summer"}).status_code == 302
    assert "Gritting roads" not in page(advisor, "knowledge")


def test_a_council_makes_its_own_version_and_reads_that(world: World, potholes: ArticleVersion) -> None:
    author = Client()
    author.force_login(add_staff(
        email="author@lowton.example", name="Author", organisation=world.lowton, role=Role.SERVICE_MANAGER,
        actor=world.system, at=BEFORE,
    ))  # fmt: skip
    made = author.post(reverse("knowledge-vary", args=[potholes.article_id]), {"organisation": str(world.lowton.pk)})
    assert made.status_code == 302
    own = Article.objects.get(organisation=world.lowton)
    assert author.get(reverse("knowledge-publish", args=[potholes.article_id])).status_code == 404
    publish = {"when": "now", **date_parts("review_on", days(90))}
    assert author.post(reverse("knowledge-publish", args=[own.pk]), publish).status_code == 302
    here = page(as_(world, "district"), "knowledge")
    assert reverse("knowledge-article", args=[own.pk]) in here
    assert reverse("knowledge-article", args=[potholes.article_id]) not in here
    assert reverse("knowledge-article", args=[potholes.article_id]) in page(as_(world, "advisor"), "knowledge")
    assert reverse("knowledge-article", args=[own.pk]) in page(
        as_(world, "advisor"), "knowledge", query="?organisation=lowton"
    )
    assert "Another version holds here" in page(as_(world, "district"), "knowledge-article", potholes.article_id)


def test_what_is_due_for_review_is_listed_until_it_was_read(world: World, potholes: ArticleVersion) -> None:
    manager = as_(world, "manager")
    assert "Potholes" in page(manager, "knowledge-review")
    sent = date_parts("review_on", days(200))
    assert manager.post(reverse("knowledge-confirm", args=[potholes.article_id]), sent).status_code == 302
    assert "Nothing is due" in page(manager, "knowledge-review")
    changed = {"keeper": "nobody@county.example", "service": "", **sent}
    answer = manager.post(reverse("knowledge-particulars", args=[potholes.article_id]), changed)
    assert "somebody who works for the organisation" in answer.content.decode()


def test_the_points_of_the_service_stand_beside_the_contact_and_the_form(
    world: World, potholes: ArticleVersion
) -> None:
    advisor, now = world.people["advisor"], timezone.now()
    contact = open_contact(organisation=world.county, channel="phone", caller="Mrs Reed", actor=advisor, at=now)
    assert "How deep is it?" not in page(as_(world, "advisor"), "contact", contact.reference)
    describe_contact(
        contact=contact, service=world.services["pothole"], reason="A hole", notes="", actor=advisor, at=now
    )
    assert "How deep is it?" in page(as_(world, "advisor"), "contact", contact.reference)


def test_a_search_costs_few_statements(
    world: World, potholes: ArticleVersion, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        find_articles("pothole", organisation_id=world.county.pk, at=timezone.now())
    with django_assert_max_num_queries(8):
        find_articles("nothing of the kind", organisation_id=world.county.pk, at=timezone.now())
