"""Abuse case 19: files of many cases that are broken, enormous, or name what belongs to another organisation."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from civichub.cases.models import Case, CaseImport
from civichub.commands.import_ import main
from tests.factories.world import World, make_case

HEAD = "service_request_id,status,service_code,description,requested_datetime,updated_datetime"
GOOD = "7,open,pothole,A hole,2026-01-05T08:30:00Z,2026-01-07T08:30:00Z"


def brought_in(path: Path, content: bytes) -> int:
    path.write_bytes(content)
    return main(["311", str(path), "--organisation", "county"])


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_19_a_mark_of_byte_order_is_no_part_of_a_name(world: World, tmp_path: Path, coding: str) -> None:
    assert brought_in(tmp_path / "bom.csv", f"{HEAD}\r\n{GOOD}\r\n".encode(coding)) == 0
    assert Case.objects.get().source_reference


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00\x00" + f"{HEAD}\n{GOOD}\n".encode("utf-32-le"),
        f"{HEAD},description\n{GOOD},Another\n".encode(),
        b"\x00" * 4096,
        b"",
    ],
    ids=["utf-32", "a name twice", "nothing but NUL", "empty"],
)
def test_19_a_file_that_cannot_be_read_is_refused_whole(world: World, tmp_path: Path, content: bytes) -> None:
    assert brought_in(tmp_path / "bad.csv", content) != 0
    assert not Case.objects.exists()
    assert not CaseImport.objects.exclude(added=0).exists()


def test_19_a_broken_row_is_named_with_its_reason_and_harms_no_other(world: World, tmp_path: Path) -> None:
    rows = [
        GOOD,
        GOOD.replace("7,", "8,", 1).replace("A hole", "A\x00hole"),
        GOOD.replace("7,", "9,", 1).replace("A hole", "x" * 2_000_000),
        GOOD.replace("7,", "10,", 1).replace("A hole", "=HYPERLINK(1)"),
        GOOD.replace("7,", "11,", 1) + ",one cell too many",
    ]
    assert brought_in(tmp_path / "rows.csv", "\n".join([HEAD, *rows, ""]).encode()) == 1
    assert Case.objects.get().description == "A hole"
    with (tmp_path / "rows.csv.rejected.csv").open(newline="") as file:
        csv.field_size_limit(5_000_000)
        assert [row["service_request_id"] for row in csv.DictReader(file)] == ["8", "", "10", "11"]


def test_19_a_row_that_names_a_record_of_another_organisation_writes_nothing_there(
    world: World, tmp_path: Path
) -> None:
    theirs = make_case(world, "missed-bin", title="Lowton's bin")
    before = (theirs.history.count(), theirs.stage)
    head = f"{HEAD},reference,case,organisation,team,uprn"
    row = f"{GOOD},{theirs.reference},{theirs.pk},lowton,{world.teams['waste'].pk},"
    brought_in(tmp_path / "theirs.csv", f"{head}\n{row}\n".encode())
    theirs.refresh_from_db()
    assert (theirs.history.count(), theirs.stage) == before
    assert not Case.objects.exclude(pk=theirs.pk).exclude(organisation=world.county).exists()
