"""Files of addresses: columns found, rows read, and every problem named with its row, field and fix."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

from civichub.core.errors import Invalid
from civichub.devtools.demo.addresses import DemoAddress, address_file, generate_addresses
from civichub.places.grid import to_latlon
from civichub.places.imports.area_file import read_area_file
from civichub.places.imports.columns import match_columns
from civichub.places.imports.reading import AddressFile, guarded

PLAIN = "uprn,building_number,street,town,postcode,easting,northing\n"


def read(text: str | bytes, **more: Any) -> list[Any]:
    return list(AddressFile(io.BytesIO(text if isinstance(text, bytes) else text.encode()), **more))


def test_a_plain_file_is_read_into_addresses() -> None:
    (found,) = read(PLAIN + "000012,12,Acacia Road,Lodebury,bk1 1aa,400200,250200\n")
    address = found.address
    assert (found.number, address.uprn, address.postcode, address.easting) == (2, "12", "BK1 1AA", 400_200)
    assert (address.search_text, address.number_to_sort_by) == ("12 acacia road lodebury bk11aa", 12)
    assert address.street_key == "acacia road lodebury"


def test_addressbase_plus_columns_are_known() -> None:
    header = "UPRN,CHANGE_TYPE,CLASS,X_COORDINATE,Y_COORDINATE,LA_ORGANISATION,SAO_START_NUMBER,PAO_START_NUMBER"
    header += ",PAO_START_SUFFIX,PAO_END_NUMBER,PAO_TEXT,USRN,STREET_DESCRIPTION,LOCALITY,TOWN_NAME,POSTCODE_LOCATOR\n"
    line = (
        "100,I,CR08,400200.5,250200.25,Tarrow Cycles,2,12,A,14,WEAVERS HOUSE,30100,MILL LANE,WENDLE,HARNWICK,BK5 1AB\n"
    )
    (found,) = read(header + line)
    address = found.address
    assert address.building_number == "12A-14"
    assert (address.sub_building, address.building_name, address.street) == ("2", "WEAVERS HOUSE", "MILL LANE")
    assert (address.street_key, address.classification, address.status) == ("usrn:30100", "CR08", "live")
    assert (address.easting, address.northing) == (400_200.5, 250_200.25)


def test_a_file_without_header_is_read_with_one_from_elsewhere() -> None:
    header = ["UPRN", "BUILDING_NUMBER", "X_COORDINATE", "Y_COORDINATE"]
    (found,) = read("12,1,400200,250200\n", header=header)
    assert (found.number, found.address.uprn) == (1, "12")


def test_latitude_and_longitude_serve_instead_of_metres() -> None:
    here = to_latlon(400_200, 250_200)
    (found,) = read(f"uprn,number,lat,long\n12,1,{here.latitude},{here.longitude}\n")
    assert (round(found.address.easting), round(found.address.northing)) == (400_200, 250_200)


def test_columns_can_be_named_by_hand() -> None:
    header = ["Property ref", "No", "E", "N"]
    mapping = {"uprn": "property ref", "building_number": "No", "easting": "E", "northing": "N"}
    assert match_columns(header, mapping).value(["12", "1", "4", "2"], "uprn") == "12"


@pytest.mark.parametrize(
    ("header", "mapping", "words"),
    [
        (["uprn", "UPRN", "x", "y"], None, "appears twice"),
        (["number", "x", "y"], None, "no UPRN column"),
        (["uprn", "easting"], None, "easting and northing"),
        (["uprn", "x", "y"], {"uprn": "upm"}, 'did you mean "uprn"'),
        (["uprn", "x", "y"], {"uprm": "uprn"}, 'did you mean "uprn"'),
    ],
)
def test_a_header_that_cannot_serve_is_refused_with_the_fix(header: list[str], mapping: Any, words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        match_columns(header, mapping)
    assert refused.value.field == "columns"


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("1.2E+11,1,x,y,,400200,250200", "uprn", "spreadsheet"),
        (",1,x,y,,400200,250200", "uprn", "1 to 12 digits"),
        ("12,1,x,y,BK,400200,250200", "postcode", "like BK1 1AA"),
        ("12,1,x,y,,,", "easting", "as a number"),
        ("12,1,x,y,,400200,1e", "northing", "as a number"),
        ("12,1,x,y,,nan,250200", "easting", "as numbers"),
        ("12,1,x,y,,52.3,-1.9", "easting", "look like degrees"),
        ("12,,x,y,,400200,250200", "building_number", "number or name"),
        (f"12,{'9' * 21},x,y,,400200,250200", "building_number", "20 characters"),
        ("12,1\x00,x,y,,400200,250200", "building_number", "unreadable"),
        ("12,1,x,y,,400200", "row", "6 cells"),
    ],
)
def test_a_bad_row_names_the_field_and_the_fix(line: str, field: str, words: str) -> None:
    (found,) = read(PLAIN + line + "\n")
    assert found.address is None
    assert found.problems[0].field == field

    assert re.search(words, found.problems[0].message)
    assert str(found.problems[0]).startswith(f"row 2, {field}")


def test_a_row_reports_every_problem_at_once() -> None:
    (found,) = read(PLAIN + "x,,a,b,c,d,e\n")
    assert [problem.field for problem in found.problems] == ["uprn", "postcode", "easting", "building_number"]


def test_a_uprn_that_comes_twice_is_reported_with_the_first_row() -> None:
    rows = read(PLAIN + "12,1,x,y,,400200,250200\n\n0012,2,x,y,,400200,250200\n")
    assert rows[1].address is None
    assert "Row 2 has the same UPRN" in rows[1].problems[0].message
    assert rows[1].number == 4


def test_encodings_of_spreadsheets_are_read() -> None:
    text = PLAIN + "12,1,Caffè Row,y,,400200,250200\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (found,) = read(text.encode(encoding))
        assert found.address.search_text == "1 caffe row y"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ((PLAIN + "12,1,Caff\xe8,y,,1,2\n").encode("latin-1"), "UTF-8"),
        ((PLAIN + '12,"1,x\n').encode(), "quotation"),
        ((PLAIN + "1" * 200_000 + "\n").encode(), "longer than"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read(content)


def test_cells_that_a_spreadsheet_would_run_are_guarded_and_read_back() -> None:
    assert [guarded(cell) for cell in ("=1+1", "@x", "-1.9", "+44x", "plain")] == [
        "'=1+1",
        "'@x",
        "-1.9",
        "'+44x",
        "plain",
    ]
    (found,) = read(PLAIN + "12,1,'=Row,y,,400200,250200\n")
    assert found.address.street == "=Row"


def test_the_demonstration_s_addresses_read_without_a_problem_and_are_always_the_same() -> None:
    rows = list(AddressFile(address_file(600)))
    assert len(rows) == 600
    assert all(row.address for row in rows)
    assert list(generate_addresses(600)) == list(generate_addresses(600))
    assert isinstance(next(generate_addresses(600)), DemoAddress)


def feature(code: Any, name: str = "Area", shape: Any = None, **properties: Any) -> dict[str, Any]:
    ring = [[400_000, 250_000], [401_000, 250_000], [401_000, 251_000], [400_000, 250_000]]
    shape = shape or {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "name": name, **properties}, "geometry": shape}


def areas(*features: Any, **more: Any) -> Any:
    data = {"type": "FeatureCollection", "features": list(features), **more.pop("top", {})}
    return read_area_file(io.BytesIO(json.dumps(data).encode()), **more)


def test_a_feature_is_read_with_its_code_and_name() -> None:
    found = areas(feature("E1", "  Elm  South "))
    assert [(area.code, area.name) for area in found.areas] == [("E1", "Elm South")]
    assert not found.problems


def test_columns_of_the_statistics_office_are_known() -> None:
    item = feature(None)
    item["properties"] = {"WD25CD": "E05000001", "WD25NM": "Abbey", "WD25NMW": ""}
    assert areas(item).areas[0].code == "E05000001"


def test_degrees_are_recognised_by_their_size_or_by_the_file_s_own_word() -> None:
    ring = [[-2.0, 52.1], [-1.9, 52.1], [-1.9, 52.2], [-2.0, 52.1]]
    item = feature("E1", shape={"type": "Polygon", "coordinates": [ring]})
    west = areas(item).areas[0].shape.bounds[0]
    assert 399_000 < west < 401_000
    crs = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}}
    assert areas(item, top=crs).problems


def test_bad_features_are_named_by_number_and_code() -> None:
    found = areas(
        feature("E1"), feature(""), feature("E3", ""), feature("E4", shape={"type": "Point", "coordinates": [1, 2]})
    )
    assert [(problem.feature, problem.code) for problem in found.problems] == [(2, ""), (3, "E3"), (4, "E4")]
    assert [problem.feature for problem in areas(feature("E1"), feature("E1")).problems] == [1, 2]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"features": []}', b'{"features": [3]}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_collection_of_features_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_area_file(io.BytesIO(content))


def test_properties_can_be_named_by_hand_and_missing_ones_are_told() -> None:
    item = feature("x", ref="R1", title="Round one")
    assert areas(item, mapping={"code": "ref", "name": "title"}).areas[0].code == "R1"
    with pytest.raises(Invalid, match="No feature has a property"):
        areas(item, mapping={"code": "nope"})
    bare = {"type": "Feature", "properties": {"id": 1}, "geometry": item["geometry"]}
    with pytest.raises(Invalid, match="--column code="):
        areas(bare)
