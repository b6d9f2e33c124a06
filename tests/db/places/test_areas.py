"""Boundaries by date, the border rule, and who serves a place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from civichub.accounts.queries import system_account
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.models import StoredEvent
from civichub.organisations.models import Organisation
from civichub.places.grid import GridPoint
from civichub.places.imports.area_file import AreaProblem
from civichub.places.models import Area, AreaImport, Councillor
from civichub.places.operations import (
    add_councillor,
    change_councillor,
    end_area,
    import_areas,
    retire_councillor,
    undo_area_import,
)
from civichub.places.queries import (
    addresses_in,
    area_by_code,
    areas_at,
    areas_of,
    areas_of_kind,
    outline,
    seats_of,
    who_serves,
)
from tests.factories import places
from tests.factories.places import NOW, START, areas_file, box, take_in_areas

TODAY = date(2026, 3, 2)
LATER = date(2027, 5, 1)


def codes_at(easting: float, northing: float, on: date = TODAY) -> list[str]:
    return sorted(area.code for area in areas_at(easting, northing, on=on))


def member(area: Area, name: str, **more: object) -> Councillor:
    kept = {"starts_on": START, "actor": system_account(), "at": NOW, **more}
    return add_councillor(name=name, area=area, organisation=area.organisation, **kept)


def test_a_point_is_in_one_area_of_each_kind() -> None:
    places.plain_grid()
    assert codes_at(400_500, 250_100) == ["C", "D1", "E1"]
    assert codes_at(401_500, 250_100) == ["C", "D2", "O1"]
    assert codes_at(405_000, 250_100) == []


@pytest.mark.parametrize("northing", [250_000, 250_499.999, 250_500, 251_000])
def test_a_point_on_a_shared_border_is_in_the_area_whose_code_comes_first(northing: float) -> None:
    places.plain_grid()
    found = codes_at(401_000, northing)
    assert "D1" in found
    assert "D2" not in found
    assert sum(code in found for code in ("E1", "E2", "O1")) == 1


def test_an_address_on_a_border_is_in_the_same_area_as_its_point() -> None:
    places.plain_grid()
    for uprn, easting in ((1, 400_999.998), (2, 401_000), (3, 401_000.002)):
        address = places.address(uprn, easting=easting, northing=250_500)
        assert sorted(area.code for area in areas_of(address, on=TODAY)) == codes_at(easting, 250_500)


def test_an_address_on_a_border_is_counted_in_one_area_only() -> None:
    places.plain_grid()
    places.address(1, easting=401_000, northing=250_100)
    counts = {area.code: addresses_in(area, on=TODAY).count() for area in Area.objects.filter(kind="district")}
    assert counts == {"D1": 1, "D2": 0}


def test_a_hole_belongs_to_what_fills_it_and_islands_to_their_area() -> None:
    outer = box(400_000, 250_000, 400_100, 250_100)["coordinates"]
    hole = box(400_040, 250_040, 400_060, 250_060)["coordinates"]
    island = box(400_200, 250_000, 400_210, 250_010)["coordinates"]
    shape = {"type": "MultiPolygon", "coordinates": [[*outer, *hole], island]}
    take_in_areas(("B", "Ring", shape), ("A", "Middle", box(400_040, 250_040, 400_060, 250_060)))
    assert codes_at(400_050, 250_050) == ["A"]
    assert codes_at(400_020, 250_050) == codes_at(400_205, 250_005) == ["B"]
    assert codes_at(400_150, 250_005) == []
    assert codes_at(400_040, 250_050) == ["A"], "the edge of the hole is shared, and A comes before B"


def test_a_changed_boundary_takes_effect_on_its_day_and_the_old_one_is_kept() -> None:
    places.plain_grid()
    address = places.address(1, easting=400_900, northing=250_100)
    take_in_areas(("E1", "Elm South", box(400_000, 250_000, 400_800, 250_500)), valid_from=LATER)
    take_in_areas(("E3", "Elm East", box(400_800, 250_000, 401_000, 250_500)), valid_from=LATER)
    for day, ward in ((date(2027, 4, 30), "E1"), (LATER, "E3")):
        assert ward in codes_at(400_900, 250_100, on=day)
        assert ward in {area.code for area in areas_of(address, on=day)}
    assert Area.objects.filter(code="E1").count() == 2
    assert who_serves(address, on=date(2020, 1, 1)).areas == []


def test_the_same_boundary_again_changes_nothing() -> None:
    places.plain_grid()
    report = import_areas(
        file=areas_file(("C", "Shire", box(400_000, 250_000, 402_000, 251_000))), kind="county", valid_from=LATER,
        organisation=Area.objects.get(code="C").organisation, actor=system_account(), at=NOW,
    )  # fmt: skip
    assert (report.added, report.replaced, report.unchanged, report.written) == ([], [], ["C"], True)


def test_a_boundary_older_than_the_one_that_stands_is_refused_and_nothing_is_written() -> None:
    take_in_areas(("W1", "One", box(400_000, 250_000, 400_100, 250_100)))
    file = areas_file(
        ("W2", "Two", box(400_100, 250_000, 400_200, 250_100)), ("W1", "One", box(400_000, 250_000, 400_090, 250_100))
    )
    report = import_areas(file=file, kind="ward", valid_from=date(2020, 1, 1), actor=system_account(), at=NOW)
    assert not report.written
    assert "1 May 2023" in str(report.problems[0])
    assert Area.objects.get().code == "W1"


def test_a_file_with_a_problem_or_a_dry_run_writes_nothing() -> None:
    for extra in ({"problems": [AreaProblem(1, "X", "no")]}, {}):
        file = areas_file(("W1", "One", box(400_000, 250_000, 400_100, 250_100)))
        file.problems += extra.get("problems", [])
        report = import_areas(file=file, kind="ward", valid_from=START, dry_run=True, actor=system_account(), at=NOW)
        assert not report.written
    assert not Area.objects.exists()
    assert not StoredEvent.objects.filter(name="places.AreasReplaced").exists()


def test_addresses_that_are_there_already_are_placed_when_areas_arrive() -> None:
    address = places.address(1)
    assert areas_of(address, on=TODAY) == []
    places.plain_grid()
    assert len(areas_of(address, on=TODAY)) == 3


def test_areas_are_imported_only_for_the_keeper_s_own_organisation() -> None:
    grid = places.plain_grid()
    keeper = places.keeper_of_places(grid.west)
    shape = box(400_000, 250_000, 401_000, 251_000)
    for holder, code in ((grid.east, "N1"), (None, "N2"), (grid.west, "D2")):
        with pytest.raises(NotAllowed):
            take_in_areas((code, "Taken", shape), kind="district", organisation=holder, actor=keeper)
    assert take_in_areas(("N3", "New", shape), organisation=grid.west, actor=keeper)


def test_patches_of_different_layers_may_overlap_and_those_of_one_layer_share_by_the_rule() -> None:
    shape = box(400_000, 250_000, 400_100, 250_100)
    take_in_areas(("b", "Crew B", shape), ("a", "Crew A", shape), kind="patch", layer="grounds")
    take_in_areas(("x", "Warden X", shape), kind="patch", layer="wardens")
    answer = who_serves(GridPoint(400_050, 250_050), on=TODAY)
    assert {layer: area.code for layer, area in answer.patches.items()} == {"grounds": "a", "wardens": "x"}
    assert answer.codes == {"patch:grounds": "a", "patch:wardens": "x"}


def test_only_patches_have_layers_and_only_known_kinds_exist() -> None:
    for kind, layer in (("ward", "x"), ("kingdom", "")):
        with pytest.raises(Invalid):
            take_in_areas(("a", "A", box(400_000, 250_000, 400_100, 250_100)), kind=kind, layer=layer)


def test_an_abolished_area_ends_on_its_last_day() -> None:
    places.plain_grid()
    area = Area.objects.get(code="O1")
    end_area(area=area, last_day=date(2026, 4, 30), actor=system_account(), at=NOW)
    assert "O1" in codes_at(401_500, 250_100, on=date(2026, 4, 30))
    assert "O1" not in codes_at(401_500, 250_100, on=date(2026, 5, 1))
    with pytest.raises(Invalid, match="ended already"):
        end_area(area=area, last_day=date(2026, 4, 30), actor=system_account(), at=NOW)


def test_who_serves_names_the_councils_and_the_members_for_an_address_and_its_point() -> None:
    grid = places.plain_grid()
    ward, other = Area.objects.get(code="E1"), Area.objects.get(code="O1")
    member(ward, "Zoe Ward")
    member(ward, "Adam Ward")
    member(other, "Not Here")
    address = places.address(1)
    by_address, by_point = who_serves(address, on=TODAY), who_serves(GridPoint(400_200, 250_200), on=TODAY)
    assert by_address == by_point
    assert by_address.district == Area.objects.get(code="D1")
    assert by_address.parish is None
    assert [seat.name for seat in by_address.councillors] == ["Adam Ward", "Zoe Ward"]
    assert by_address.organisation_ids == [grid.county.pk, grid.west.pk]
    assert by_address.codes == {"county": "C", "district": "D1", "ward": "E1"}


def test_members_stay_with_their_ward_when_its_boundary_changes() -> None:
    places.plain_grid()
    member(Area.objects.get(code="E1"), "Adam Ward")
    take_in_areas(
        ("E1", "Elm South", box(400_000, 250_000, 401_000, 250_400)), valid_from=LATER,
        organisation=Area.objects.get(code="E1").organisation,
    )  # fmt: skip
    answer = who_serves(GridPoint(400_200, 250_200), on=LATER)
    assert [seat.name for seat in answer.councillors] == ["Adam Ward"]


def test_a_member_serves_through_the_last_day_and_signs_in_for_their_own_ward() -> None:
    places.plain_grid()
    ward = Area.objects.get(code="E1")
    seat = member(ward, "Adam Ward", email="a@x.example")
    account = places.keeper_of_places(ward.organisation)
    seat = change_councillor(
        councillor=seat, changes={"party": "Independent", "account": account}, actor=account, at=NOW
    )
    retire_councillor(councillor=seat, last_day=TODAY, actor=account, at=NOW)
    assert [found.area.code for found in seats_of(account, on=TODAY)] == ["E1"]
    assert not seats_of(account, on=date(2026, 3, 3)).exists()


def test_a_member_of_one_council_is_not_changed_by_another() -> None:
    grid = places.plain_grid()
    seat = member(Area.objects.get(code="E1"), "Adam Ward")
    with pytest.raises(NotAllowed):
        change_councillor(councillor=seat, changes={"name": "Eve"}, actor=places.keeper_of_places(grid.east), at=NOW)


def test_an_outline_is_geojson_in_degrees() -> None:
    places.plain_grid()
    shape = outline(Area.objects.get(code="C"))
    longitude, latitude = shape["coordinates"][0][0][0]
    assert shape["type"] == "MultiPolygon"
    assert (round(latitude, 2), round(longitude, 2)) == (52.15, -2.0)


def test_areas_are_found_by_code_and_kind() -> None:
    places.plain_grid()
    assert [area.name for area in areas_of_kind("ward", on=TODAY)] == ["Elm North", "Elm South", "Oak"]
    assert area_by_code("ward", "E1", on=TODAY) is not None
    assert area_by_code("ward", "E1", on=date(2020, 1, 1)) is None


def test_asking_for_a_point_and_an_address_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    places.plain_grid()
    address = places.address(1)
    areas_at(400_200, 250_200, on=TODAY)
    with django_assert_max_num_queries(2):
        who_serves(GridPoint(400_200, 250_200), on=TODAY)
    with django_assert_max_num_queries(2):
        who_serves(address, on=TODAY)


def test_an_import_of_areas_is_taken_back_and_what_it_replaced_holds_again() -> None:
    places.plain_grid()
    address = places.address(1, easting=400_900, northing=250_100)
    take_in_areas(("E1", "Elm South", box(400_000, 250_000, 400_400, 250_500)), valid_from=LATER)
    assert "E1" not in codes_at(400_900, 250_100, LATER)
    batch = AreaImport.objects.first()
    assert batch is not None
    assert (batch.added, batch.replaced) == (0, 1)
    undo_area_import(batch=batch, actor=system_account(), at=NOW)
    assert "E1" in codes_at(400_900, 250_100, LATER)
    assert "E1" in {area.code for area in areas_of(address, on=LATER)}
    assert Area.objects.filter(code="E1").count() == 1
    with pytest.raises(Conflict, match="undone already"):
        undo_area_import(batch=batch, actor=system_account(), at=NOW)


def test_areas_that_somebody_sits_for_or_that_were_changed_since_are_not_taken_back() -> None:
    places.plain_grid()
    batch = AreaImport.objects.get(changes__area__code="E1")
    seat = member(Area.objects.get(code="E1"), "Ada Boothroyd")
    with pytest.raises(Conflict, match="Elm South is in use"):
        undo_area_import(batch=batch, actor=system_account(), at=NOW)
    seat.delete()
    take_in_areas(("E1", "Elm", box(400_000, 250_000, 400_400, 250_500)), valid_from=LATER)
    with pytest.raises(Conflict, match="Undo the later import first"):
        undo_area_import(batch=batch, actor=system_account(), at=NOW)
    with pytest.raises(NotAllowed):
        undo_area_import(
            batch=batch, actor=places.keeper_of_places(Organisation.objects.get(slug="oakham-hill")), at=NOW
        )
