"""A clock counts the hours of the office that holds the case, and follows its closures."""

import datetime as dt
from typing import Any

import pytest

from civichub.cases.models import Case
from civichub.cases.operations.assigning import assign_case
from civichub.cases.queries import record_of
from civichub.cases.subscribers import count_again_in_the_hours_of_the_office
from civichub.core.clocks import LONDON, explain
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.models import AuditEntry, StoredEvent
from civichub.organisations.events import OfficeHoursChanged
from civichub.organisations.operations import add_team, close_office, set_office_hours, withdraw_office_closure
from civichub.organisations.queries import office_calendar
from civichub.places.operations import add_site
from civichub.places.queries import calendar_of
from civichub.procedures.operations import publish_procedure_version, save_procedure_draft
from tests.factories.world import BEFORE, NOON, REPAIR, World, make_case

WEDNESDAY, THURSDAY = dt.date(2026, 3, 4), dt.date(2026, 3, 5)
SIX_HOURS = "count: {{calendar: england, unit: working_days, amount: 5}}\n    starts_on"
SIX_OFFICE_HOURS = "count: {{calendar: office_hours, unit: opening_hours, amount: 6}}\n    starts_on"


@pytest.fixture
def case(world: World) -> Case:
    """Opened on Tuesday at noon; its clock runs for six hours of the office's opening time."""
    text = REPAIR.replace(SIX_HOURS, SIX_OFFICE_HOURS).format(key="repair", sensitive="no")
    draft, problems = save_procedure_draft(
        key="repair", text=text, organisation=None, actor=world.system, at=BEFORE + dt.timedelta(days=1)
    )
    assert not problems
    publish_procedure_version(version=draft, actor=world.system, at=BEFORE + dt.timedelta(days=1))
    admin = world.people["admin"]
    week = {day: ["10:00-12:30", "13:30-16:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    world.county = set_office_hours(organisation=world.county, office_hours=week, actor=admin, at=BEFORE)
    return make_case(world)


def due(case: Case) -> str:
    case.refresh_from_db()
    assert case.due_at == case.clocks.get().due_at
    return f"{case.due_at.astimezone(LONDON):%a %H:%M}" if case.due_at else ""


def hear() -> None:
    """What the worker does with the latest event of an office."""
    stored = StoredEvent.objects.filter(name="organisations.OfficeHoursChanged").latest("pk")
    count_again_in_the_hours_of_the_office(OfficeHoursChanged(**stored.payload), stored.at)


def closed(world: World, **more: Any) -> Any:
    details = {"organisation": world.county, "first": WEDNESDAY, "last": WEDNESDAY, "reason": "Staff training day"}
    return close_office(**{**details, **more}, actor=world.people["admin"], at=NOON)


def test_the_clock_counts_the_hours_of_the_office_and_says_so(world: World, case: Case) -> None:
    assert due(case) == "Wed 14:00"  # 3 hours on Tuesday, 2½ on Wednesday morning, half an hour after lunch
    lines = explain(record_of(world.fresh("officer"), case, at=NOON).clocks[0].deadline)
    assert any("Wed 4 March 2026, 13:30" in line for line in lines), lines


def test_a_closure_moves_open_deadlines_and_taking_it_out_moves_them_back(world: World, case: Case) -> None:
    closure = closed(world)
    hear()
    assert due(case) == "Thu 14:00"
    entry = case.history.get(kind="clock")
    assert "counted again because the hours of the office changed" in entry.text
    assert AuditEntry.objects.filter(action="case.clock_recounted", subject_id=case.pk).exists()
    withdraw_office_closure(closure=closure, why="It was put off", actor=world.people["admin"], at=NOON)
    hear()
    assert due(case) == "Wed 14:00"
    with pytest.raises(Conflict):
        withdraw_office_closure(closure=closure, why="Again", actor=world.people["admin"], at=NOON)


def test_special_hours_count_and_being_closed_beats_them(world: World, case: Case) -> None:
    closed(world, windows=["10:00-11:00"], reason="Late start of the trainers")
    hear()
    assert due(case) == "Thu 12:00"
    closed(world, team=world.teams["highways"])
    hear()
    assert due(case) == "Thu 14:00"


def test_the_closure_of_a_team_moves_its_cases_alone_and_a_case_follows_its_team(world: World, case: Case) -> None:
    away = add_team(
        organisation=world.county, slug="bridges", name="Bridges", actor=world.people["admin"], at=BEFORE
    )  # fmt: skip
    closed(world, team=away)
    hear()
    assert due(case) == "Wed 14:00"
    assign_case(case=case, team=away, actor=world.fresh("manager"), at=NOON)
    assert due(case) == "Thu 14:00"


def test_new_hours_count_for_open_clocks(world: World, case: Case) -> None:
    round_the_clock = {day: ["00:00-24:00"] for day in ("tuesday", "wednesday")}
    set_office_hours(organisation=world.county, office_hours=round_the_clock, actor=world.people["admin"], at=NOON)
    hear()
    assert due(case) == "Tue 18:00"


def test_an_office_without_hours_keeps_the_usual_ones(world: World) -> None:
    assert office_calendar(world.lowton).hours is not None
    assert len([windows for windows in office_calendar(world.lowton).hours.weekly if windows]) == 5


def test_a_site_closes_too_and_moves_no_deadline(world: World, case: Case) -> None:
    week = {"wednesday": ["09:00-12:00"]}
    site = add_site(
        organisation=world.county, slug="library", name="Library", kind="library", opening_hours=week,
        actor=world.people["admin"], at=BEFORE,
    )  # fmt: skip
    closed(world, site=site)
    hear()
    calendar = calendar_of(site)
    assert calendar is not None
    assert [closure.reason for closure in calendar.closures] == ["Staff training day"]
    assert due(case) == "Wed 14:00"


def test_what_makes_no_sense_is_refused_and_so_is_who_may_not(world: World) -> None:
    admin = world.people["admin"]
    overlapping = {"monday": ["09:00-12:00", "11:00-13:00"]}
    with pytest.raises(Invalid) as refused:
        set_office_hours(organisation=world.county, office_hours=overlapping, actor=admin, at=NOON)
    assert list(refused.value.errors) == ["monday"]
    with pytest.raises(NotAllowed):
        set_office_hours(organisation=world.lowton, office_hours={}, actor=admin, at=NOON)
    for change, field in (
        ({"last": dt.date(2026, 3, 1)}, "last"),
        ({"last": dt.date(2028, 3, 1)}, "last"),
        ({"first": dt.date(1900, 3, 1)}, "first"),
        ({"windows": ["9am"]}, "windows"),
        ({"reason": " "}, "reason"),
        ({"team": world.teams["waste"]}, "team"),
    ):
        with pytest.raises(Invalid) as refused:
            closed(world, **change)
        assert list(refused.value.errors) == [field]
    with pytest.raises(NotAllowed):
        close_office(
            organisation=world.county, first=WEDNESDAY, last=THURSDAY, reason="x", actor=world.fresh("officer"), at=NOON
        )


def test_a_clock_of_the_law_cannot_count_office_hours(world: World) -> None:
    text = REPAIR.replace(SIX_HOURS, SIX_OFFICE_HOURS).replace("audience: corporate", "audience: statutory")
    _, problems = save_procedure_draft(
        key="repair", text=text.format(key="repair", sensitive="no"), organisation=None, actor=world.system, at=NOON
    )
    assert any("statutory and counts office hours" in str(problem) for problem in problems)
