"""A score is drawn, given, read, and disputed at most once; nobody scores what is their own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from civichub.core.models import AuditEntry
from civichub.feedback.quality.choosing import DRAWN
from civichub.feedback.quality.models import Draw, Review
from civichub.feedback.quality.operations import (
    ask_for_score,
    comment_score,
    dispute_score,
    draw_contacts,
    finish_score,
    keep_answers,
    keep_rule,
    read_score,
    set_aside_score,
)
from civichub.feedback.quality.people import led_by
from civichub.feedback.quality.queries.choosing import drawn_again
from civichub.feedback.quality.queries.forms import parsed
from civichub.feedback.quality.queries.reviews import review_for, to_score
from tests.factories.quality import RULE, handle, scoring_world
from tests.factories.world import NOON

pytestmark = pytest.mark.django_db


def best(review: Review) -> dict[str, str]:
    return {question.key: question.levels[-1].value for question in parsed(review.form_version).questions}


def score(review: Review, at: Any = NOON, **changed: str) -> Review:
    by = {"actor": review.scorer, "at": at}
    kept = keep_answers(review=review, answers=best(review) | changed, remarks={}, summary="Clear and kind.", **by)
    return finish_score(review=kept, **by)


def test_the_hub_draws_once_for_each_person_and_anybody_can_check_it() -> None:
    world, rule = scoring_world()
    drawn = draw_contacts(rule=rule, actor=world.system, at=NOON)
    assert [one.person for one in drawn] == [world.people["advisor"]], "nobody else handled a contact"
    assert draw_contacts(rule=rule, actor=world.system, at=NOON + timedelta(days=1)) == [], "a month is drawn once"
    reviews = list(drawn[0].reviews.all())
    assert len(reviews) == 3
    assert {one.why for one in reviews} <= set(DRAWN)
    assert {one.scorer.name for one in reviews} == {"Leader", "Second"}, "the work is shared out"
    assert reviews[0].due_on.isoformat() == "2026-03-17", "ten working days"
    rows, whole = drawn_again(drawn[0])
    assert whole
    assert len(rows) == 3
    assert len(drawn[0].pool) == 6
    with pytest.raises(NotAllowed):
        draw_contacts(rule=rule, actor=world.people["leader"], at=NOON)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Draw.objects.update(seed="another")
    reviews[0].delete()
    assert not drawn_again(drawn[0])[1], "what was taken away is seen"


def test_somebody_new_has_twice_as_many_and_this_month_waits_until_it_is_over() -> None:
    world, rule = scoring_world(rule={"new_for_months": 6, "new_times": 2})
    handle(world, world.people["advisor"], NOON - timedelta(hours=3))
    drawn = draw_contacts(rule=rule, actor=world.system, at=NOON)
    assert drawn[0].reviews.count() == 6
    assert len(drawn[0].pool) == 6
    handle(world, world.people["leader"], NOON - timedelta(days=9))
    later = draw_contacts(rule=rule, actor=world.system, at=NOON)
    assert [one.person.name for one in later] == ["Leader"]
    assert {review.scorer.name for review in later[0].reviews.all()} <= {"Second", "Manager"}, "none of one's own"


def test_a_rule_is_set_by_who_does_not_score_and_has_to_be_possible() -> None:
    world, rule = scoring_world(contacts=0)
    by = {"organisation": world.county, "at": NOON}
    with pytest.raises(NotAllowed):
        keep_rule(rule=rule, values=RULE, actor=world.people["leader"], **by)
    for wrong, field in (({"count": 0}, "count"), ({"longest": 4}, "count"), ({"form_key": "no"}, "form_key")):
        with pytest.raises(Invalid) as refused:
            keep_rule(rule=rule, values={**RULE, **wrong}, actor=world.people["manager"], **by)
        assert field in refused.value.errors
    with pytest.raises(Invalid, match="rule of this name"):
        keep_rule(rule=None, values=RULE, actor=world.people["manager"], **by)


def test_a_score_is_kept_as_a_draft_finished_for_good_and_read_by_the_person() -> None:
    world, rule = scoring_world()
    review = draw_contacts(rule=rule, actor=world.system, at=NOON)[0].reviews.first()
    advisor = world.people["advisor"]
    with pytest.raises(NotFound):
        review_for(advisor, review.pk, NOON)
    with pytest.raises(Invalid) as refused:
        finish_score(review=review, actor=review.scorer, at=NOON)
    assert len(refused.value.errors) == 11, "every question names itself"
    score(review, next="0")
    review = review_for(advisor, review.pk, NOON)
    assert review.percent == Decimal("89.7"), "3 of 29 lost"
    read_score(review=review, actor=advisor, at=NOON)
    assert review_for(advisor, review.pk, NOON).seen_at == NOON
    with pytest.raises(Conflict):
        keep_answers(review=review, answers={}, remarks={}, summary="", actor=review.scorer, at=NOON)
    comment_score(review=review, words="They had hung up.", actor=advisor, at=NOON)
    for stranger in ("reception", "officer", "governance", "stranger"):
        with pytest.raises(NotFound):
            review_for(world.people[stranger], review.pk, NOON)
    assert AuditEntry.objects.filter(action="quality.scored", subject_id=review.pk).count() == 1


def test_a_dispute_goes_to_somebody_else_once_and_their_score_counts() -> None:
    world, rule = scoring_world()
    review = score(draw_contacts(rule=rule, actor=world.system, at=NOON)[0].reviews.first(), respect="0")
    assert review.failed
    assert review.percent == 0
    advisor = world.people["advisor"]
    with pytest.raises(NotAllowed):
        dispute_score(review=review, why="No.", actor=world.people["reception"], at=NOON)
    second = dispute_score(review=review, why="I was courteous throughout.", actor=advisor, at=NOON)
    assert second.scorer not in (review.scorer, advisor)
    with pytest.raises(TransitionRefused):
        dispute_score(review=review, why="Again.", actor=advisor, at=NOON)
    second = score(second)
    assert Review.objects.get(pk=review.pk).state == "settled"
    counted = Review.objects.that_count().filter(person=advisor, state="finished")
    assert list(counted) == [second]
    with pytest.raises(Conflict, match="final"):
        dispute_score(review=second, why="Again.", actor=advisor, at=NOON)


def test_one_set_aside_is_replaced_by_the_same_lot() -> None:
    world, rule = scoring_world()
    kept = draw_contacts(rule=rule, actor=world.system, at=NOON)[0]
    review = kept.reviews.first()
    another = set_aside_score(review=review, reason="The recording is empty", actor=review.scorer, at=NOON)
    assert another is not None
    assert another.contact_id not in kept.reviews.exclude(pk=another.pk).values_list("contact", flat=True)
    assert [one.pk for one in to_score(review.scorer)].count(review.pk) == 0
    assert drawn_again(kept)[1]


def test_what_a_leader_asks_for_does_not_count_and_must_be_of_their_own_people() -> None:
    world, _ = scoring_world(contacts=1)
    contact = handle(world, world.people["advisor"], NOON - timedelta(days=1))
    with pytest.raises(NotAllowed):
        ask_for_score(contact=contact, reason="Curious", actor=world.people["manager"], at=NOON)
    asked = ask_for_score(contact=contact, reason="A compliment came in", actor=world.people["leader"], at=NOON)
    score(asked)
    assert not Review.objects.that_count().exists()
    with pytest.raises(Invalid, match="You have scored"):
        ask_for_score(contact=contact, reason="Again", actor=world.people["leader"], at=NOON)


def test_the_table_itself_refuses_a_score_of_ones_own() -> None:
    world, rule = scoring_world()
    review = draw_contacts(rule=rule, actor=world.system, at=NOON)[0].reviews.first()
    with pytest.raises(IntegrityError, match="nobody_scores_their_own_contacts"):
        Review.objects.filter(pk=review.pk).update(scorer=review.person)


def test_a_leader_leads_their_team_and_not_those_who_score_beside_them() -> None:
    world, _ = scoring_world(contacts=0)
    people = world.people
    assert led_by(people["leader"], NOON) == {people["advisor"].pk, people["reception"].pk}
    assert led_by(people["manager"], NOON) == {people["officer"].pk}
    assert led_by(people["advisor"], NOON) == set()
