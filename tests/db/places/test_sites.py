"""Sites, their hours, and what is held there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from civichub.accounts.queries import system_account
from civichub.core.clocks import is_open, shipped_calendars
from civichub.core.errors import Invalid, NotAllowed
from civichub.places.grid import GridPoint
from civichub.places.models import Site
from civichub.places.operations import (
    add_session,
    add_site,
    change_site_hours,
    end_session,
    retire_site,
)
from civichub.places.queries import calendar_of, nearest_sites, sessions_between, site_by_slug, sites
from tests.factories import places
from tests.factories.places import NOW, START

HOURS = {"monday": ["09:00-17:00"], "tuesday": ["09:00-12:00", "13:00-17:00"]}


def site(slug: str = "shop", **more: Any) -> Site:
    organisation = more.pop("organisation", None) or places.council(f"council-{slug}")
    kept = {"name": "The shop", "kind": "one_stop_shop", "opening_hours": HOURS, "actor": system_account(), "at": NOW}
    return add_site(organisation=organisation, slug=slug, **{**kept, **more})


def session(at_site: Site, **more: Any) -> Any:
    kept = {"title": "Advice", "provider": "Advice Brackenshire", "weekday": 1, "starts": time(10), "ends": time(12)}
    kept["from_day"] = START
    return add_session(site=at_site, actor=system_account(), at=NOW, **{**kept, **more})


def days(first: date, last: date, **more: Any) -> list[date]:
    return [held.starts_at.date() for held in sessions_between(first, last, **more)]


def test_a_site_s_hours_serve_as_a_calendar_that_knows_bank_holidays() -> None:
    calendar = calendar_of(site())
    assert calendar is not None
    index = shipped_calendars().including(calendar).index(calendar.id)
    assert is_open(index, datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    assert not is_open(index, datetime(2026, 3, 4, 9, 30, tzinfo=UTC)), "closed on Wednesdays"
    assert not is_open(index, datetime(2026, 4, 6, 9, 30, tzinfo=UTC)), "closed on Easter Monday"
    assert calendar_of(site("bare", opening_hours={})) is None


@pytest.mark.parametrize(
    "hours", [{"monday": ["9-5"]}, {"mon": ["09:00-17:00"]}, {"monday": ["09:00-12:00", "11:00-13:00"]}]
)
def test_hours_that_cannot_be_read_are_refused(hours: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        site(opening_hours=hours)
    assert refused.value.field == "opening_hours"


def test_a_site_has_an_address_of_its_own_and_a_known_kind() -> None:
    site("shop")
    with pytest.raises(Invalid, match="taken"):
        site("shop", organisation=places.council("other"))
    with pytest.raises(Invalid, match="kind of site"):
        site("b", kind="castle")


def test_only_keepers_of_places_of_its_own_organisation_change_a_site() -> None:
    grid = places.plain_grid()
    kept = site("shop", organisation=grid.west)
    with pytest.raises(NotAllowed):
        change_site_hours(site=kept, opening_hours={}, hours_note="", actor=places.keeper_of_places(grid.east), at=NOW)
    keeper = places.keeper_of_places(grid.west)
    changed = change_site_hours(site=kept, opening_hours={}, hours_note="By appointment", actor=keeper, at=NOW)
    assert changed.hours_note == "By appointment"


def test_a_closed_site_is_listed_through_its_last_day() -> None:
    kept = site()
    retire_site(site=kept, last_day=date(2026, 3, 31), actor=system_account(), at=NOW)
    assert sites(on=date(2026, 3, 31)).count() == 1
    assert sites(on=date(2026, 4, 1)).count() == 0
    assert site_by_slug("shop") == kept


def test_sites_are_listed_by_organisation_and_kind_and_by_nearness() -> None:
    near = site("near", address=places.address(1), kind="library")
    site("far", address=places.address(2, easting=408_000))
    site("nowhere")
    assert [found.slug for found in sites(organisation_ids=[near.organisation_id])] == ["near"]
    ranked = nearest_sites(GridPoint(400_100, 250_200))
    assert [(found.slug, round(metres)) for found, metres in ranked] == [("near", 100), ("far", 7900)]
    assert [found.slug for found, _ in nearest_sites(GridPoint(400_100, 250_200), kind="one_stop_shop")] == ["far"]


def test_a_weekly_session_is_held_every_week_between_its_days() -> None:
    session(site(), from_day=date(2026, 3, 4), until_day=date(2026, 3, 24))
    assert days(date(2026, 3, 1), date(2026, 4, 30)) == [date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 24)]


@pytest.mark.parametrize(
    ("week", "expected"),
    [(1, [3, 7]), (2, [10, 14]), (5, [31, 28])],
)
def test_a_monthly_session_is_held_in_its_week(week: int, expected: list[int]) -> None:
    session(site(), week_of_month=week)
    assert [day.day for day in days(date(2026, 3, 1), date(2026, 4, 30))] == expected


def test_a_session_keeps_its_wall_clock_time_over_the_change_of_clocks() -> None:
    session(site())
    held = sessions_between(date(2026, 3, 24), date(2026, 3, 31))
    assert [occurrence.starts_at.strftime("%d %H:%M %z") for occurrence in held] == ["24 10:00 +0000", "31 10:00 +0100"]


def test_sessions_end_with_their_last_day_and_with_their_site() -> None:
    kept = site()
    advice = session(kept)
    end_session(session=advice, last_day=date(2026, 3, 12), actor=system_account(), at=NOW)
    session(kept, title="Credit union", weekday=4)
    retire_site(site=kept, last_day=date(2026, 3, 20), actor=system_account(), at=NOW)
    assert [day.day for day in days(date(2026, 3, 1), date(2026, 4, 30))] == [3, 6, 10, 13, 20]
    assert days(date(2026, 3, 1), date(2026, 3, 30), site_ids=[]) == []


def test_an_impossible_session_is_refused_with_every_fault() -> None:
    with pytest.raises(Invalid) as refused:
        session(site(), weekday=9, ends=time(9), until_day=date(2020, 1, 1), week_of_month=7)
    assert set(refused.value.errors) == {"weekday", "ends", "until_day", "week_of_month"}


def test_a_list_of_sessions_is_not_endless() -> None:
    with pytest.raises(ValueError, match="400 days"):
        sessions_between(date(2026, 1, 1), date(2028, 1, 1))
