"""Extracts of other systems are read row by row, and a bad row is a sentence, not a crash."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from civichub.cases.extracts.files import SourceRow, csv_rows, json_rows
from civichub.cases.extracts.mapping import mapping_for, read_mapping, shipped_mappings
from civichub.cases.extracts.reading import ExtractReader, PastRequest, Reject
from civichub.core.errors import Invalid

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
SF_COLUMNS = ("CaseID", "Opened", "Closed", "Updated", "Status", "Responsible.Agency", "Category", "Request.Type")


def rows_of(content: bytes) -> list[SourceRow]:
    return list(csv_rows(io.BytesIO(content)))


def read(mapping: str = "open311", **cells: str) -> PastRequest | Reject:
    return ExtractReader(shipped_mappings()[mapping], at=NOW).read(SourceRow(1, cells))


def test_a_byte_order_mark_and_utf_16_are_understood() -> None:
    text = "id,name\n1,Café\n"
    for encoding in ("utf-8-sig", "utf-16"):
        assert rows_of(text.encode(encoding)) == [SourceRow(1, {"id": "1", "name": "Café"})]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"1,Caf\xe9", "another encoding"),
        (b"1,a\x00b", "NUL"),
        (b"1,two,three", "3 cells and the header has 2"),
        (b"1," + b"x" * 30_000, "30,000 characters"),
        (b"1," + b"x" * 200_000, "cannot be read"),
    ],
)
def test_a_bad_line_is_one_bad_row_and_the_next_is_read(line: bytes, fault: str) -> None:
    bad, good = rows_of(b"id,name\n" + line + b"\n2,good\n")
    assert fault in bad.fault
    assert good == SourceRow(2, {"id": "2", "name": "good"})


def test_a_column_that_appears_twice_is_a_fault_only_where_the_two_differ() -> None:
    same, different = rows_of(b"id,name,name\n1,a,a\n2,a,b\n")
    assert (same.fault, same.cells) == ("", {"id": "1", "name": "a"})
    assert "appears twice" in different.fault


def test_json_comes_as_a_list_by_name_or_by_line_and_numbers_become_text() -> None:
    whole, wrong = json_rows(io.BytesIO(b'{"requests": [{"id": 1.5, "x": null}, 7]}'))
    assert whole.cells == {"id": "1.5"}
    assert "not an object" in wrong.fault
    by_line = list(json_rows(io.BytesIO(b'{"id": 1}\nbroken\n{"id": 2}\n')))
    assert [bool(row.fault) for row in by_line] == [False, True, False]
    with pytest.raises(Invalid):
        list(json_rows(io.BytesIO(b"hello")))


def test_columns_choose_the_shipped_mapping_whatever_joins_their_words() -> None:
    assert mapping_for(SF_COLUMNS).source == "sf311"
    assert mapping_for(name.replace(".", " ") for name in SF_COLUMNS).source == "sf311"
    assert mapping_for(["service_request_id", "requested_datetime", "service_code"]).source == ""
    with pytest.raises(Invalid, match="--mapping"):
        mapping_for(["a", "b"])


def test_san_francisco_writes_its_own_dates_in_its_own_zone() -> None:
    cells = {"CaseID": "7", "Opened": "07/15/2012 08:08:00 AM", "Category": "Graffiti", "Status": "Open"}
    request = read("sf311", Source="Voice In", **cells)
    assert isinstance(request, PastRequest)
    assert request.opened_at == datetime(2012, 7, 15, 15, 8, tzinfo=UTC)
    assert (request.reference, request.channel, request.closed_at) == ("sf311:7", "phone", None)


GOOD = {"service_request_id": "1", "requested_datetime": "2026-01-05T08:30:00Z", "service_code": "pothole"}


@pytest.mark.parametrize(
    ("cells", "part", "words"),
    [
        ({"service_request_id": ""}, "reference", "cannot be empty"),
        ({"requested_datetime": ""}, "opened", "when it was opened"),
        ({"requested_datetime": "2026-01-05T08:30:00"}, "opened", "time zone"),
        ({"requested_datetime": "yesterday"}, "opened", "not a date"),
        ({"requested_datetime": "2027-01-05T08:30:00Z"}, "opened", "in the future"),
        ({"status": "closed"}, "closed", "when it was closed"),
        ({"status": "closed", "updated_datetime": "2026-01-04T08:30:00Z"}, "closed", "before it was opened"),
        ({"description": "=1+1"}, "description", "formula"),
        ({"description": "@SUM(A1)"}, "description", "formula"),
        ({"description": "x" * 15_000}, "description", "Shorten"),
        ({"lat": "north"}, "latitude", "not a number"),
        ({"lat": "nan"}, "latitude", "not a coordinate"),
        ({"service_code": ""}, "service", "which service"),
    ],
)
def test_a_row_that_cannot_be_taken_says_which_part_and_why(cells: dict[str, str], part: str, words: str) -> None:
    found = read(**{name: cell for name, cell in {**GOOD, **cells}.items() if cell})
    assert isinstance(found, Reject)
    assert found.part == part
    assert words in found.reason


@pytest.mark.parametrize("words", ["-5 degrees and no grit", "+44 1632 960001 is my number", "@council please mend it"])
def test_plain_words_that_begin_with_a_sign_are_no_formula(words: str) -> None:
    found = read(**GOOD, description=words)
    assert isinstance(found, PastRequest)
    assert found.description == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colums: {}", "columns"),
        ("columns: {refrence: id}", "reference"),
        ("channels: {Voice: telefone}", "channel"),
        ("time_zone: Mars/Base", "time zone"),
        ("encoding: klingon", "encoding"),
        ("- a list", "entries"),
        ("columns: [", "not YAML"),
    ],
)
def test_a_mapping_with_a_mistake_names_it(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_mapping(text)
