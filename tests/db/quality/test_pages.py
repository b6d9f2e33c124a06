"""The pages of quality answer whom they are for, and everybody else as if there were nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from civichub.accounts.models import User
from civichub.accounts.roles import Role
from civichub.core.models import ReadEntry
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.operations import begin_calibration, draw_contacts, write_coaching
from tests.db.quality.test_scoring import best, score
from tests.factories.quality import handle, join, scoring_world
from tests.factories.world import NOON, World

pytestmark = pytest.mark.django_db


def ask(world: World, who: str, name: str, *args: Any, post: dict[str, Any] | None = None) -> Any:
    client = Client(raise_request_exception=True)
    client.force_login(world.fresh(who), backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse(name, args=args)
    return client.get(address) if post is None else client.post(address, post)


@pytest.fixture
def found(db: None) -> dict[str, Any]:
    """Two finished scores of the advisor, one to do, a calibration that goes on, and a note."""
    world, rule = scoring_world()
    draw = draw_contacts(rule=rule, actor=world.system, at=NOON)[0]
    reviews = list(draw.reviews.order_by("pk"))
    for review in reviews[:2]:
        score(review)
    leader, advisor = world.people["leader"], world.people["advisor"]
    world.people["other"] = join(world, "Other", Role.ADVISOR)
    session = begin_calibration(
        contact=handle(world, advisor, NOON - timedelta(days=1)), scorers=[leader, world.people["second"]],
        due_on=NOON.date(), actor=leader, at=NOON,
    )  # fmt: skip
    note = write_coaching(person=advisor, organisation=world.county, about="Endings", actor=leader, at=NOON)
    return {"world": world, "rule": rule, "draw": draw, "done": reviews[0], "todo": reviews[2], "session": session,
            "note": note, "advisor": advisor}  # fmt: skip


def test_every_page_answers_whom_it_is_for_and_nobody_else(found: dict[str, Any]) -> None:
    world, todo = found["world"], found["todo"]
    scorer = next(who for who in ("leader", "second") if world.people[who] == todo.scorer)
    idle = {"leader": "second", "second": "leader"}[scorer]
    leaders = {"leader", "second"}
    expected: dict[tuple[str, Any], set[str]] = {
        ("quality", None): {"advisor", "other", "reception", "officer", "manager", "governance", *leaders},
        ("quality-score", found["done"].pk): {"advisor", *leaders},
        ("quality-do", todo.pk): {scorer},
        ("quality-set-aside", todo.pk): {scorer},
        ("quality-comment", found["done"].pk): {"advisor"},
        ("quality-dispute", found["done"].pk): {"advisor"},
        ("quality-to-score", None): {"manager", *leaders},
        ("quality-ask", None): {"manager", *leaders},
        ("quality-draws", None): {"manager", "governance", *leaders},
        ("quality-draw", found["draw"].pk): {"manager", "governance", *leaders},
        ("quality-rules", None): {"manager"},
        ("quality-rule", found["rule"].pk): {"manager"},
        ("quality-rule-add", None): {"manager"},
        ("calibrations", None): {"manager", *leaders},
        ("calibration", found["session"].pk): leaders,
        ("quality-team", None): {"manager", *leaders},
        ("quality-person", found["advisor"].pk): {"advisor", *leaders},
        ("quality-person-export", found["advisor"].pk): {"advisor", *leaders},
        ("coaching-write", found["advisor"].pk): leaders,
        ("coaching", found["note"].pk): {"advisor", "leader"},
    }
    people = ("advisor", "other", "reception", "officer", "manager", "governance", "stranger", idle, scorer)
    for (name, pk), allowed in expected.items():
        for who in people:
            status = ask(world, who, name, *([pk] if pk else [])).status_code
            assert (status in (200, 302)) == (who in allowed or (name, who) == ("quality", "stranger")), (name, who)
            assert status in (200, 302, 403, 404), (name, who, status)
        if pk:
            assert ask(world, "manager", name, 987654321).status_code in (403, 404)
            assert ask(world, "manager", name, 10**30).status_code == 404, name


def test_an_open_score_is_told_to_nobody_whose_contact_it_is(found: dict[str, Any]) -> None:
    world = found["world"]
    assert ask(world, "advisor", "quality-score", found["todo"].pk).status_code == 404
    blind = found["session"].reviews.get(scorer=world.people["second"])
    assert ask(world, "leader", "quality-score", blind.pk).status_code == 404


def test_a_score_is_typed_kept_and_finished_by_its_form(found: dict[str, Any]) -> None:
    world, todo = found["world"], found["todo"]
    who = todo.scorer.name.lower()
    typed = {f"a-{key}": value for key, value in best(todo).items()} | {"r-next": "Well <b>said</b>", "summary": "Good"}
    del typed["a-plain"]
    assert ask(world, who, "quality-keep", todo.pk, post=typed).json() == {"kept": True}
    assert "1 of 11 to answer" in ask(world, who, "quality-sum", todo.pk, post=typed).content.decode()
    assert ask(world, who, "quality-keep", todo.pk, post={**typed, "summary": "x" * 9000}).status_code == 409
    refused = ask(world, who, "quality-do", todo.pk, post=typed)
    assert refused.content.decode().count("Select an answer.") == 2, "at the question, and in the summary of errors"
    ask(world, who, "quality-do", todo.pk, post={**typed, "a-plain": "2"})
    finished = Review.objects.get(pk=todo.pk)
    assert (finished.state, str(finished.percent)) == ("finished", "100.0")
    page = ask(world, "advisor", "quality-score", todo.pk).content.decode()
    assert "Well &lt;b&gt;said&lt;/b&gt;" in page
    assert ask(world, who, "quality-keep", todo.pk, post=typed).status_code == 409


def test_who_looks_at_somebodys_figures_is_written_down_and_the_file_has_them(found: dict[str, Any]) -> None:
    world, advisor = found["world"], found["advisor"]
    before = ReadEntry.objects.filter(subject_type="accounts.user").count()
    assert ask(world, "leader", "quality-person", advisor.pk).status_code == 200
    ask(world, "advisor", "quality-person", advisor.pk)
    assert ReadEntry.objects.filter(subject_type="accounts.user", subject_id=advisor.pk).count() == before + 1
    file = b"".join(ask(world, "leader", "quality-person-export", advisor.pk).streaming_content).decode()
    assert "Quality score,own" in file
    assert User.objects.get(pk=advisor.pk).name in file
