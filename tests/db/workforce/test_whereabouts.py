"""The whiteboard: where everybody is, what they can do, who is on duty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from civichub.workforce.models import PersonSkill, Presence
from civichub.workforce.operations import (
    add_duty_turn,
    define_duty,
    define_skill,
    end_skill,
    record_skill,
    set_presence,
    withdraw_duty_turn,
    withdraw_presence,
)
from civichub.workforce.queries import on_duty, presence_at, skills_of, skills_that_run_out, whiteboard
from tests.factories.world import NOON, World

HOUR = timedelta(hours=1)


def status_of(world: World, word: str, at=NOON) -> str:
    person = world.people[word]
    return presence_at([person.pk], at)[person.pk].status if presence_at([person.pk], at) else ""


def test_one_says_where_one_is_until_when_and_what_was_said_before_counts_again(world: World) -> None:
    officer = world.people["officer"]
    set_presence(person=officer, status="available", actor=officer, at=NOON)
    set_presence(person=officer, status="meeting", until=NOON + HOUR, actor=officer, at=NOON + timedelta(minutes=5))
    assert status_of(world, "officer", NOON + timedelta(minutes=30)) == "meeting"
    assert status_of(world, "officer", NOON + HOUR) == "available"


def test_a_calendar_sent_again_takes_the_place_of_itself_and_never_of_what_was_said_on_the_day(world: World) -> None:
    officer = world.people["officer"]
    for length in (2, 4):
        set_presence(
            person=officer, status="leave", starts_at=NOON, until=NOON + length * HOUR, source="calendar",
            source_key="leave-1", actor=world.system, at=NOON - HOUR,
        )  # fmt: skip
    assert Presence.objects.filter(withdrawn_at=None).count() == 1
    assert status_of(world, "officer", NOON + 3 * HOUR) == "leave"
    said = set_presence(person=officer, status="available", actor=officer, at=NOON + HOUR)
    assert status_of(world, "officer", NOON + 3 * HOUR) == "available"
    withdraw_presence(presence=said, actor=officer, at=NOON + 2 * HOUR)
    assert status_of(world, "officer", NOON + 3 * HOUR) == "leave"


def test_a_colleague_of_the_team_may_say_it_for_me_and_a_stranger_may_not(world: World) -> None:
    officer = world.people["officer"]
    set_presence(person=officer, status="visit", actor=world.people["manager"], at=NOON)
    for word in ("stranger", "district", "care"):
        with pytest.raises(NotAllowed):
            set_presence(person=officer, status="leave", actor=world.people[word], at=NOON)


def test_an_end_before_the_beginning_is_refused_by_its_field(world: World) -> None:
    officer = world.people["officer"]
    with pytest.raises(Invalid) as refused:
        set_presence(person=officer, status="meeting", until=NOON, actor=officer, at=NOON)
    assert set(refused.value.errors) == {"until"}


def test_the_board_is_searched_by_name_team_skill_status_and_service(world: World) -> None:
    people, leader = world.people, world.people["leader"]
    skill = define_skill(key="bsl", kind="sign", name="Sign language", said="you sign", actor=leader, at=NOON)
    record_skill(person=people["advisor"], skill=skill, level=3, actor=leader, at=NOON)
    set_presence(person=people["care"], status="meeting", actor=people["care"], at=NOON)

    def found(**asked) -> set[str]:
        return {line.person.email.split("@")[0] for line in whiteboard(people["advisor"], NOON, **asked)}

    assert {"advisor", "district", "stranger"} <= found()
    assert found(words="officer") >= {"officer"}
    assert found(words="highways") == {"officer", "manager"}
    assert found(words="sign") == {"advisor"}
    assert found(skill="bsl") == {"advisor"}
    assert found(status="meeting") == {"care"}
    service = world.services["pothole"].pk
    assert found(service=service, teams=[world.teams["highways"].pk]) == {"officer", "manager"}


def test_the_board_is_not_for_people_who_work_nowhere_here(world: World, django_user_model) -> None:
    outsider = django_user_model.objects.create_user("former@county.example", kind="staff")
    resident = django_user_model.objects.create_user("sam@example.org")
    for user in (outsider, resident):
        with pytest.raises(NotFound):
            whiteboard(user, NOON)


def test_the_board_asks_as_many_statements_for_many_as_for_few(world: World, django_assert_num_queries) -> None:
    advisor = world.fresh("advisor")
    whiteboard(advisor, NOON)
    with django_assert_num_queries(5):
        assert len(whiteboard(advisor, NOON)) == 14


def test_a_skill_is_recorded_by_who_manages_the_person_replaced_and_ended(world: World) -> None:
    people, leader = world.people, world.people["leader"]
    skill = define_skill(
        key="language:pa", kind="language", name="Punjabi", said="you speak Punjabi", actor=leader, at=NOON
    )
    with pytest.raises(NotAllowed):
        record_skill(person=people["advisor"], skill=skill, level=3, actor=people["advisor"], at=NOON)
    with pytest.raises(NotAllowed):
        record_skill(person=people["district"], skill=skill, level=3, actor=leader, at=NOON)
    record_skill(person=people["advisor"], skill=skill, level=2, actor=leader, at=NOON)
    held = record_skill(
        person=people["advisor"],
        skill=skill,
        level=4,
        expires_on=NOON.date() + timedelta(days=20),
        actor=leader,
        at=NOON,
    )
    assert skills_of([people["advisor"].pk], NOON.date()) == {people["advisor"].pk: {"language:pa": 4}}
    assert list(skills_that_run_out([world.county.pk], NOON.date() + timedelta(days=30))) == [held]
    assert skills_of([people["advisor"].pk], NOON.date() + timedelta(days=21)) == {}
    end_skill(held=held, actor=leader, at=NOON)
    assert skills_of([people["advisor"].pk], NOON.date()) == {}
    assert PersonSkill.objects.count() == 2, "history is kept"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"key": "Punjabi!"}, "key"), ({"kind": "magic"}, "kind"), ({"name": " "}, "name"), ({"said": ""}, "said")],
)
def test_a_wrong_skill_is_refused_by_its_field(world: World, changed: dict, field: str) -> None:
    fields = {"key": "x", "kind": "subject", "name": "X", "said": "you know X"} | changed
    with pytest.raises(Invalid) as refused:
        define_skill(**fields, actor=world.people["leader"], at=NOON)
    assert set(refused.value.errors) == {field}


def test_somebody_is_on_duty_or_the_board_says_whom_to_ring(world: World) -> None:
    leader, care = world.people["leader"], world.people["care"]
    service = world.services["social-care"].pk
    duty = define_duty(
        organisation=world.county, title="Duty social worker", services=[service], when_nobody="Ring the night team",
        actor=leader, at=NOON,
    )  # fmt: skip
    (gap,) = on_duty(NOON, service=service)
    assert (gap.turn, gap.duty.when_nobody) == (None, "Ring the night team")
    turn = add_duty_turn(duty=duty, person=care, starts_at=NOON - HOUR, ends_at=NOON + HOUR, actor=leader, at=NOON)
    (held,) = on_duty(NOON, service=service)
    assert held.turn.person == care
    assert on_duty(NOON, service=world.services["pothole"].pk) == []
    with pytest.raises(Conflict, match="Somebody has part of that time already"):
        add_duty_turn(duty=duty, person=leader, starts_at=NOON, ends_at=NOON + 2 * HOUR, actor=leader, at=NOON)
    withdraw_duty_turn(turn=turn, actor=leader, at=NOON)
    add_duty_turn(duty=duty, person=leader, starts_at=NOON, ends_at=NOON + 2 * HOUR, actor=leader, at=NOON)
    with pytest.raises(NotAllowed):
        define_duty(organisation=world.lowton, title="Duty warden", actor=leader, at=NOON)


def test_the_whiteboard_is_for_those_of_the_bodies_that_share_the_hub_and_not_for_who_only_refers(world: World) -> None:
    officer, referrer = world.people["officer"], world.people["referrer"]
    set_presence(person=officer, status="visit", actor=officer, at=NOON)
    for word in ("advisor", "district", "analyst", "councillor", "admin", "governance"):
        assert officer in [line.person for line in whiteboard(world.people[word], NOON)], word
    with pytest.raises(NotFound):
        whiteboard(referrer, NOON)
    assert not Presence.objects.visible_to(referrer).exists()
    client = Client()
    client.force_login(referrer)
    for path in ("/staff/whiteboard/", f"/staff/whiteboard/{officer.pk}/"):
        assert client.get(path).status_code in (403, 404)
    assert "/staff/whiteboard/" not in client.get("/staff/", follow=True).content.decode()
