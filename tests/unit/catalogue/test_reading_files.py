"""Files of services are read whatever made them, or refused with the line and the fix."""

from __future__ import annotations

import pytest

from civichub.catalogue.fields import clean_fields
from civichub.catalogue.imports.reading import LONGEST_CELL, read_services
from civichub.core.errors import Invalid


def read(content: bytes | str, name: str = "services.csv", **options: object):
    raw = content.encode() if isinstance(content, str) else content
    return read_services(raw, file_name=name, **options)


@pytest.mark.parametrize(
    "encoded",
    [
        "title,aliases\nCafé licence,pavement café\n".encode(),
        "title,aliases\nCafé licence,pavement café\n".encode("utf-8-sig"),
        "title,aliases\nCafé licence,pavement café\n".encode("utf-16"),
        "title,aliases\nCafé licence,pavement café\n".encode("utf-16-le"),
        "title,aliases\nCafé licence,pavement café\n".encode("utf-16-be"),
        "title;aliases\r\nCafé licence;pavement café\r\n".encode(),
        "title\taliases\nCafé licence\tpavement café\n".encode("utf-16"),
    ],
)
def test_marks_encodings_and_separators_make_no_difference(encoded: bytes) -> None:
    assert [dict(row.values) for row in read(encoded).rows] == [{"title": "Café licence", "aliases": "pavement café"}]


def test_the_headings_of_the_national_list_are_known_and_the_rest_is_named() -> None:
    given = read(
        "Identifier,Label,Status,Description,Created,History notes,Type\n557,Roads,Live,Holes,2013,New,Service\n"
    )
    assert given.rows[0].values["lgsl_id"] == "557"
    assert given.unused == ("Created", "Type")


def test_a_mapping_goes_before_the_known_names_and_can_leave_a_column_out() -> None:
    given = read("Thing,Label,Status\nBins,x,odd\n", mapping={"Thing": "title", "Label": "summary", "Status": "-"})
    assert given.rows[0].values == {"title": "Bins", "summary": "x"}


def test_rows_are_numbered_by_their_first_line() -> None:
    given = read('title,description\nA,"one\ntwo\nthree"\n\nB,x\n')
    assert [row.number for row in given.rows] == [2, 6]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("title,Title\nA,B\n", "appears twice"),
        ("label,name\nA,B\n", "both say title"),
        ("colour\nred\n", "No column names the services"),
        ('title\n"never closed\n', "quotation marks"),
        (b"title\nCaf\xe9\n", "Line 2 is not in UTF-8"),
        ("title\n" + "x" * (LONGEST_CELL + 10) + "\n", "Keep cells below"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_fix(content: bytes | str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read(content)


def test_a_mapping_to_nowhere_is_refused() -> None:
    with pytest.raises(Invalid, match="there is no field titel"):
        read("a\nb\n", mapping={"a": "titel"})
    with pytest.raises(Invalid, match="There is no column b"):
        read("a\nb\n", mapping={"b": "title"})


def test_a_row_with_too_many_cells_is_a_fault_of_that_row() -> None:
    rows = read("title,summary\nA,b,c\nB,d\n").rows
    assert "3 cells" in rows[0].fault
    assert not rows[1].fault


def test_yaml_holds_a_list_of_services() -> None:
    given = read("services:\n- title: Bins\n  aliases: [bin day]\n  once_and_done: yes\n- just words\n", "s.yaml")
    assert given.rows[0].values == {"title": "Bins", "aliases": ["bin day"], "once_and_done": True}
    assert "fields with values" in given.rows[1].fault


@pytest.mark.parametrize("text", ["a: [", "title: x", "[]", "!!python/object:os.system x", "42"])
def test_yaml_that_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(text, "s.yml")
    assert "file" in caught.value.errors


def test_yaml_that_holds_itself_is_a_fault_of_its_row() -> None:
    assert read("- &a [*a]", "s.yaml").rows[0].fault


def test_fields_are_cleaned_and_every_problem_is_named_at_once() -> None:
    cleaned, problems = clean_fields(
        {
            "title": "  Missed \n bin ",
            "lgsl_id": "12x",
            "status": "Discontinued",
            "once_and_done": "Y",
            "aliases": "bin day; bin day ;missed bin",
            "summary": "=HYPERLINK(1)",
            "description": "nul \x00 byte",
            "service_class": "Simple transaction",
            "colour": "red",
        }
    )
    assert cleaned["title"] == "Missed bin"
    assert cleaned["status"] == "retired"
    assert cleaned["once_and_done"] is True
    assert cleaned["aliases"] == ["bin day", "missed bin"]
    assert cleaned["service_class"] == "simple"
    assert set(problems) == {"lgsl_id", "summary", "description", "colour"}
    assert "formula" in problems["summary"]
