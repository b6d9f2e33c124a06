"""`civichub places` on the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from civichub.commands.places import main
from civichub.places.grid import to_latlon
from civichub.places.models import Address, AddressImport, Area
from tests.factories import places
from tests.factories.places import HEADER, csv_file, row


def file_of(tmp_path: Path, *rows: dict[str, Any], name: str = "book.csv") -> str:
    path = tmp_path / name
    path.write_bytes(csv_file(*rows).getvalue())
    return str(path)


def test_a_file_is_imported_and_taken_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-addresses", file_of(tmp_path, row(1), row(2))]) == 0
    number = str(AddressImport.objects.get().pk)
    assert f"undo-import {number}" in capsys.readouterr().out
    main(["imports"])
    assert "book.csv (done): 2 added" in capsys.readouterr().out
    assert main(["undo-import", number]) == 0
    assert Address.objects.count() == 0
    assert main(["undo-import", number]) == 1
    assert main(["undo-import", "999999"]) == 1


def test_a_refused_file_names_its_rows_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-addresses", file_of(tmp_path, row(1), row("1e11"))]) == 1
    printed = capsys.readouterr()
    assert "row 3, uprn (1e11): A spreadsheet shortened this UPRN" in printed.err
    assert "Nothing was written." in printed.out
    assert Address.objects.count() == 0


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    assert main(["import-addresses", file_of(tmp_path, row(1)), "--dry-run"]) == 0
    assert Address.objects.count() == 0


def test_keeping_going_writes_bad_rows_aside_and_they_can_be_mended_and_sent_again(tmp_path: Path) -> None:
    given = file_of(tmp_path, row(1), row("x", building_name="=cmd"), row(3))
    assert main(["import-addresses", given, "--keep-going"]) == 1
    assert Address.objects.count() == 2
    with (tmp_path / "book.rejected.csv").open(newline="") as opened:
        (rejected,) = csv.DictReader(opened)
    assert (rejected["row"], rejected["building_name"]) == ("3", "'=cmd")
    assert rejected["problem"].startswith("uprn: Enter a UPRN")
    mended = {key: rejected[key] for key in HEADER} | {"uprn": "2"}
    assert main(["import-addresses", file_of(tmp_path, mended, name="mended.csv"), "--keep-going"]) == 0
    assert Address.objects.get(uprn="2").building_name == "=cmd"
    assert not (tmp_path / "mended.rejected.csv").exists()


def test_columns_and_a_separate_header_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "header.csv").write_text("REF,NO,X_COORDINATE,Y_COORDINATE\n")
    (tmp_path / "bare.csv").write_text("12,1,400200,250200\n")
    arguments = ["--header", str(tmp_path / "header.csv"), "--column", "uprn=REF", "--column", "building_number=NO"]
    assert main(["import-addresses", str(tmp_path / "bare.csv"), *arguments]) == 0
    assert Address.objects.get().uprn == "12"


def test_boundaries_are_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feature = {
        "type": "Feature",
        "properties": {"code": "W1", "name": "One"},
        "geometry": places.box(4e5, 2.5e5, 4.01e5, 2.51e5),
    }
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    arguments = ["import-areas", str(path), "--kind", "ward", "--from", "2023-05-01"]
    assert main([*arguments, "--dry-run"]) == 0
    assert not Area.objects.exists()
    assert main(arguments) == 0
    assert Area.objects.get().name == "One"
    assert "1 areas added" in capsys.readouterr().out
    assert main(["import-areas", str(path), "--kind", "kingdom", "--from", "2023-05-01"]) == 1


def test_where_answers_for_a_postcode_a_uprn_a_position_and_a_street(capsys: pytest.CaptureFixture[str]) -> None:
    places.plain_grid()
    places.address(1001)
    here = to_latlon(400_200, 250_200)
    for question in ("BK1 1AA", "1001", f"{here.latitude},{here.longitude}", "SP 0020 5020", "12 acacia road"):
        assert main(["where", *question.split()]) == 0
        printed = capsys.readouterr().out
        assert "District: Elmbridge (D1)" in printed, question
        assert "Ward: Elm South (E1)" in printed


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["where", "ZZ9 9ZZ"], 1, "No address is known"),
        (["where", "40.7,-74.0"], 1, "outside Great Britain"),
        (["import-addresses", "missing.csv"], 2, "No such file"),
        (["import-addresses", __file__, "--organisation", "nobody"], 1, "no organisation called nobody"),
        (["import-addresses", __file__, "--column", "uprn"], 1, "part=NAME"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    assert words in capsys.readouterr().err
