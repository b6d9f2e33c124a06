"""Scorers score blindly, compare and agree; coaching belongs to two people; figures are no league table."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from civichub.accounts.roles import Role
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid, NotAllowed, NotFound
from civichub.feedback.quality.figures import figures_of
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.operations import (
    agree_calibration,
    begin_calibration,
    close_coaching,
    compare_calibration,
    draw_contacts,
    finish_score,
    keep_answers,
    say_done,
    write_coaching,
)
from civichub.feedback.quality.queries.calibrating import (
    agreed_lately,
    agreement_by_question,
    alpha_of,
    calibration_for,
    compared,
    drift_of,
)
from civichub.feedback.quality.queries.coaching import coaching_for, to_follow_up
from civichub.feedback.quality.queries.reviews import review_for
from tests.db.quality.test_scoring import best, score
from tests.factories.quality import handle, join, scoring_world
from tests.factories.world import NOON, World

pytestmark = pytest.mark.django_db
DUE = london_date(NOON) + timedelta(days=7)


def calibrate(world: World, **kinder: str):
    """The leader, the second leader and the manager score one contact; the manager with answers of their own."""
    leader = world.people["leader"]
    contact = handle(world, world.people["advisor"], NOON - timedelta(days=2))
    scorers = [leader, world.people["second"], world.people["manager"]]
    session = begin_calibration(contact=contact, scorers=scorers, due_on=DUE, actor=leader, at=NOON)
    for review in session.reviews.all():
        changed = kinder if review.scorer == world.people["manager"] else {"greeting": "0"}
        by = {"actor": review.scorer, "at": NOON}
        keep_answers(review=review, answers=best(review) | changed, remarks={}, summary="", **by)
        finish_score(review=review, **by)
    return session


def test_a_calibration_is_blind_until_it_is_compared_and_ends_in_an_agreed_score() -> None:
    world, _ = scoring_world(contacts=0)
    people = world.people
    session = calibrate(world)
    theirs = session.reviews.get(scorer=people["second"])
    for reader in ("leader", "manager", "advisor"):
        with pytest.raises(NotFound):
            review_for(people[reader], theirs.pk, NOON)
    with pytest.raises(NotAllowed):
        compare_calibration(calibration=session, actor=people["second"], at=NOON)
    session = compare_calibration(calibration=session, actor=people["leader"], at=NOON)
    rows = {row.question.key: row for row in compared(session, session.reviews.order_by("scorer__name"))}
    assert rows["greeting"].answers == ("No", "Yes", "No")
    assert rows["greeting"].agreement == pytest.approx(1 / 3)
    assert rows["greeting"].usual == "0"
    assert rows["respect"].agreement == 1
    alpha = alpha_of(session, session.reviews.all())
    assert alpha is not None
    assert 0 < alpha < 1
    answers = session.reviews.get(scorer=people["leader"]).answers
    with pytest.raises(Invalid):
        agree_calibration(calibration=session, answers={}, lesson="", actor=people["leader"], at=NOON)
    session = agree_calibration(
        calibration=session, answers=answers, lesson="A name is a greeting.", actor=people["leader"], at=NOON
    )
    assert session.percent == Decimal("96.6"), "1 of 29 lost"
    assert not Review.objects.that_count().exists(), "nobody's figure is made of it"
    with pytest.raises(NotFound):
        calibration_for(people["advisor"], session.pk)


def test_who_is_always_kinder_is_seen_after_three_calibrations() -> None:
    world, _ = scoring_world(contacts=0)
    leader = world.people["leader"]
    for number in range(3):
        session = calibrate(world, next="0", once="0")
        compare_calibration(calibration=session, actor=leader, at=NOON)
        answers = session.reviews.get(scorer=leader).answers
        agree_calibration(calibration=session, answers=answers, lesson="", actor=leader, at=NOON)
        drifts = {one.scorer.name: one for one in drift_of(agreed_lately(leader))}
        assert drifts["Manager"].drifts is (number == 2), "three are enough, two are not"
    assert drifts["Manager"].mean == Decimal("-17.3"), "6 of 29 less, and 1 more"
    assert not drifts["Second"].drifts
    by_question = {row.question.key: row for row in agreement_by_question(agreed_lately(leader))}
    assert by_question["greeting"].contacts == 3
    assert by_question["respect"].alpha is None, "every answer was the same"
    assert by_question["greeting"].alpha == pytest.approx(-1 / 3, abs=0.01)


def test_a_calibration_needs_two_who_are_not_concerned() -> None:
    world, _ = scoring_world(contacts=0)
    contact = handle(world, world.people["leader"], NOON - timedelta(days=2))
    with pytest.raises(Invalid, match="two or more"):
        begin_calibration(
            contact=contact, scorers=[world.people["leader"], world.people["manager"]], due_on=DUE,
            actor=world.people["manager"], at=NOON,
        )  # fmt: skip


def test_a_coaching_note_is_read_by_two_people_and_followed_up() -> None:
    world, rule = scoring_world()
    leader, advisor = world.people["leader"], world.people["advisor"]
    scored = score(draw_contacts(rule=rule, actor=world.system, at=NOON)[0].reviews.first())
    note = {"person": advisor, "organisation": world.county, "about": "Endings", "actor": leader, "at": NOON}
    with pytest.raises(Invalid):
        write_coaching(**note, action="Say the day.")
    with pytest.raises(NotAllowed):
        write_coaching(**{**note, "actor": world.people["manager"]})
    made = write_coaching(**note, action="Say the day.", due_on=DUE, reviews=[scored])
    for stranger in ("second", "manager", "governance", "reception"):
        with pytest.raises(NotFound):
            coaching_for(world.people[stranger], made.pk)
    assert to_follow_up(leader, DUE - timedelta(days=1)) == []
    with pytest.raises(NotAllowed):
        say_done(note=made, words="", actor=leader, at=NOON)
    say_done(note=made, words="It was easy.", actor=advisor, at=NOON)
    assert to_follow_up(leader, DUE - timedelta(days=1)) == [made]
    assert close_coaching(note=made, words="I heard it.", actor=leader, at=NOON).state == "closed"


def test_a_persons_figures_stand_beside_the_middle_of_a_team_that_is_large_enough() -> None:
    world, rule = scoring_world(contacts=6)
    advisor = world.people["advisor"]
    mates = [join(world, name, Role.ADVISOR) for name in ("Ann", "Bea", "Cal")]
    for number in range(5):
        for minutes, mate in enumerate(mates, start=5):
            handle(world, mate, NOON - timedelta(days=12, hours=number), minutes=minutes, outcome="case_opened")
    score(draw_contacts(rule=rule, actor=world.system, at=NOON)[0].reviews.first(), next="0")
    months, rows = figures_of(advisor, NOON)
    february = months.index(NOON.date().replace(month=2, day=1))
    found = {row.measure.key: row for row in rows}
    assert found["handled"].cells[february].value is not None
    assert found["resolved"].cells[february].value == 100
    assert found["resolved"].middles[february] is None, "four people: one's own could be told from it"
    assert found["quality"].cells[february].value == pytest.approx(89.7)
    assert found["survey"].cells[february].value is None
    dot = join(world, "Dot", Role.ADVISOR)
    for number in range(4):
        handle(world, dot, NOON - timedelta(days=12, hours=number))
    _, rows = figures_of(dot, NOON)
    found = {row.measure.key: row for row in rows}
    assert found["resolved"].cells[february].few, "four outcomes say little"
    assert found["wrap"].cells[february].value is None
    handle(world, dot, NOON - timedelta(days=13))
    _, rows = figures_of(advisor, NOON)
    assert {row.measure.key: row for row in rows}["resolved"].middles[february] == 0
