"""Files of addresses: whole or not at all, in parts, again, inside one's own area, and taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from civichub.accounts.queries import system_account
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.core.models import AuditEntry, StoredEvent
from civichub.places.imports.reading import AddressFile
from civichub.places.models import Address, AddressArea, AddressChange, AddressImport, Street
from civichub.places.operations import (
    add_site,
    begin_address_import,
    finish_address_import,
    import_address_part,
    import_addresses,
    retire_address,
    undo_address_import,
)
from civichub.places.queries import address_by_uprn, address_import, areas_of
from tests.factories import places
from tests.factories.places import NOW, csv_file, row, take_in


def batch_of(report: Any) -> AddressImport:
    found = address_import(report.import_id)
    assert found
    return found


def undo(report: Any) -> AddressImport:
    return undo_address_import(batch=batch_of(report), actor=system_account(), at=NOW)


def codes(uprn: str) -> set[str]:
    address = address_by_uprn(uprn)
    assert address
    return {area.code for area in areas_of(address, on=date(2026, 3, 2))}


def test_an_import_adds_addresses_streets_and_the_areas_they_lie_in() -> None:
    places.plain_grid()
    report = take_in(row(1001), row(1002, "14"), row(1003, "16", easting=401_500))
    assert (report.added, report.changed, report.rejected, report.written) == (3, 0, 0, True)
    assert Street.objects.get().name == "Acacia Road"
    assert codes("1001") == {"C", "D1", "E1"}
    assert codes("1003") == {"C", "D2", "O1"}


def test_an_import_leaves_an_audit_row_and_a_fact() -> None:
    report = take_in(row())
    entry = AuditEntry.objects.get(action="addresses.imported")
    assert (entry.subject_id, entry.detail["added"]) == (report.import_id, 1)
    assert StoredEvent.objects.get(name="places.AddressesImported").payload == {"import_id": report.import_id}


def test_the_same_file_twice_changes_nothing() -> None:
    take_in(row(1001), row(1002, "14"))
    report = take_in(row(1001), row(1002, "14"))
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert Address.objects.count() == 2
    assert batch_of(report).changes.count() == 0


def test_a_zero_padded_uprn_is_the_same_address() -> None:
    take_in(row("199356"))
    report = take_in(row("000000199356", "12A"))
    assert (report.added, report.changed) == (0, 1)
    assert Address.objects.get().building_number == "12A"


def test_one_bad_row_keeps_the_whole_file_out_and_every_bad_row_is_named() -> None:
    report = take_in(row(1001), row("1.2E+05", "14"), row(1003, postcode="NOWHERE"))
    assert not report.written
    assert report.import_id is None
    assert Address.objects.count() == Street.objects.count() == AddressImport.objects.count() == 0
    assert [(problem.row, problem.field) for problem in report.problems] == [(3, "uprn"), (4, "postcode")]
    assert "Nothing was written." in report.in_words()


def test_a_dry_run_counts_and_takes_everything_back() -> None:
    take_in(row(1001))
    report = take_in(row(1001, "12B"), row(1002), dry_run=True)
    assert (report.added, report.changed, report.written) == (1, 1, False)
    assert Address.objects.get().building_number == "12"


def test_an_address_that_moves_is_placed_again() -> None:
    places.plain_grid()
    take_in(row(1001))
    take_in(row(1001, easting=401_500))
    assert codes("1001") == {"C", "D2", "O1"}
    assert AddressArea.objects.count() == 3


def test_a_deleted_address_in_a_change_file_becomes_historic() -> None:
    take_in(row(1001))
    header = [*places.HEADER, "CHANGE_TYPE"]
    rows = AddressFile(csv_file({**row(1001), "CHANGE_TYPE": "D"}, header=header))
    import_addresses(rows=rows, file_name="coU.csv", file_digest="2", actor=system_account(), at=NOW)
    assert Address.objects.get().status == "historic"


def test_an_organisation_may_only_write_inside_its_own_area() -> None:
    grid = places.plain_grid()
    take_in(row(2001, easting=401_500))
    keeper = places.keeper_of_places(grid.west)
    report = take_in(
        row(1001), row(1002, easting=401_400), row(2001, easting=400_300), organisation=grid.west, actor=keeper
    )
    assert not report.written
    assert [problem.row for problem in report.problems] == [3, 4]
    assert take_in(row(1001), organisation=grid.west, actor=keeper).written


def test_an_organisation_without_an_area_is_told_to_bring_it_first() -> None:
    lonely = places.council("lonely")
    with pytest.raises(Invalid, match="Import the area"):
        take_in(row(), organisation=lonely, actor=places.keeper_of_places(lonely))


def test_only_keepers_of_places_import_and_only_for_their_own_organisation() -> None:
    grid = places.plain_grid()
    keeper = places.keeper_of_places(grid.west)
    for organisation in (None, grid.east):
        with pytest.raises(NotAllowed):
            take_in(row(), organisation=organisation, actor=keeper)


def test_an_import_in_parts_keeps_the_good_rows_and_reports_the_others() -> None:
    actor = system_account()
    batch = begin_address_import(file_name="a.csv", file_digest="d", actor=actor, at=NOW)
    rows = list(AddressFile(csv_file(row(1001), row("x"), row(1002))))
    report = import_address_part(batch=batch, rows=rows, actor=actor, at=NOW)
    done = finish_address_import(batch=batch, actor=actor, at=NOW)
    assert (report.added, report.rejected, [problem.row for problem in report.problems]) == (2, 1, [3])
    assert (done.state, done.added, done.rejected) == ("done", 2, 1)


def test_an_import_that_was_cut_off_goes_on_where_it_stopped() -> None:
    actor = system_account()
    rows = list(AddressFile(csv_file(row(1001), row(1002), row(1003))))
    first = begin_address_import(file_name="a.csv", file_digest="d", actor=actor, at=NOW)
    import_address_part(batch=first, rows=rows[:2], actor=actor, at=NOW)
    again = begin_address_import(file_name="a.csv", file_digest="d", actor=actor, at=NOW)
    assert again.pk == first.pk
    report = import_address_part(batch=again, rows=rows, actor=actor, at=NOW)
    assert (report.rows, report.added) == (1, 1)
    with pytest.raises(Invalid, match="done"):
        import_address_part(
            batch=finish_address_import(batch=again, actor=actor, at=NOW), rows=rows, actor=actor, at=NOW
        )


def test_undoing_removes_what_was_added_and_puts_back_what_was_changed() -> None:
    places.plain_grid()
    take_in(row(1001))
    report = take_in(row(1001, "99", easting=401_500), row(1002, "14"))
    assert undo(report).state == "undone"
    kept = Address.objects.get()
    assert (kept.building_number, kept.easting, kept.search_text[:2]) == ("12", 400_200, "12")
    assert codes("1001") == {"C", "D1", "E1"}


def test_an_added_address_in_use_is_retired_instead_of_removed() -> None:
    shire = places.council("shire", "county")
    report = take_in(row(1001), row(1002))
    add_site(
        organisation=shire, slug="hall", name="Hall", kind="office", address=address_by_uprn("1001"),
        actor=system_account(), at=NOW,
    )  # fmt: skip
    undo(report)
    assert [(found.uprn, found.status) for found in Address.objects.all()] == [("1001", "historic")]


def test_an_older_import_is_undone_only_after_the_newer_one_that_changed_the_same_address() -> None:
    older = take_in(row(1001))
    newer = take_in(row(1001, "13"))
    with pytest.raises(Conflict, match="Undo"):
        undo(older)
    undo(newer)
    undo(older)
    assert Address.objects.count() == AddressChange.objects.filter(before__isnull=True).count() == 0
    with pytest.raises(Conflict, match="already"):
        undo(older)


def test_retiring_needs_a_reason_and_power_in_the_address_area() -> None:
    grid = places.plain_grid()
    address = places.address(1001)
    with pytest.raises(NotAllowed):
        retire_address(address=address, reason="Demolished", actor=places.keeper_of_places(grid.east), at=NOW)
    keeper = places.keeper_of_places(grid.west)
    with pytest.raises(Invalid):
        retire_address(address=address, reason=" ", actor=keeper, at=NOW)
    assert retire_address(address=address, reason="Demolished", actor=keeper, at=NOW).status == "historic"
