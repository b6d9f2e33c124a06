"""YAML becomes a tree with positions; what is dangerous or ambiguous is refused with a line and a fix."""

from __future__ import annotations

import time

import pytest

from civichub.core.definitions.fields import Fields
from civichub.core.definitions.problems import Problems, did_you_mean
from civichub.core.definitions.reader import MAX_CHARACTERS, Mapping, Scalar, read


def only_problem(text: str) -> str:
    _, problems = read(text)
    assert len(problems) == 1, problems
    return str(problems[0])


def test_values_stay_as_written_until_a_reader_asks_for_a_type() -> None:
    tree, problems = read("no: No\nport: 22:30\nwhen: 2026-09-01\n")
    assert not problems
    assert isinstance(tree, Mapping)
    assert [(key.text, value.text) for key, value in tree.entries if isinstance(value, Scalar)] == [
        ("no", "No"),
        ("port", "22:30"),
        ("when", "2026-09-01"),
    ]


def test_every_value_knows_its_line_and_column() -> None:
    tree, _ = read("a: 1\nb:\n  - x\n  - y: 2\n")
    assert isinstance(tree, Mapping)
    place = tree.get("b").items[1].get("y")
    assert (place.line, place.column) == (4, 8)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\na: 2\n", 2, '"a" is written twice; the first is on line 1; remove one of them'),
        ("a: &x 1\nb: 2\n", 1, "a value starting with & is read as the name of a link; put it in quotes"),
        ("a: *x\n", 1, "a value starting with * is read as a link to another value; put it in quotes"),
        ("a: !!python/object:os.system x\n", 1, "tags such as"),
        ("a: one: two\n", 1, "there is a second colon on this line; put the text after the first in quotes"),
        ("a: 1\n\tb: 2\n", 2, "this character cannot start a value; use spaces not tabs"),
        ("a: 'one\n", 2, "a quotation mark is never closed; add the closing quotation mark"),
        ("a: 1\nb: \x07\n", 2, "there is an unreadable control character; delete it"),
        ("", 1, "this is empty; write the definition"),
        ("a: 1\n---\nb: 2\n", 2, "there is a second document after ---"),
        ("? [a, b]\n: 1\n", 1, "a name must be a single word"),
        ("a: [1\n", 2, "this cannot be read as YAML"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(text: str, line: int, said: str) -> None:
    problem = only_problem(text)
    assert problem.startswith(f"line {line}: {said}")


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{this}: &{this} [{','.join([f'*{last}'] * 9)}]\n" for last, this in zip("abcdefgh", "bcdefghi", strict=True)
    )
    began = time.monotonic()
    tree, problems = read(bomb)
    assert tree is None
    assert problems[0].line == 1
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("text", ["[" * 50_000, "a:\n" + "".join(" " * n + "- \n" for n in range(300)), "{a: " * 1_000])
def test_depth_is_limited(text: str) -> None:
    tree, problems = read(text)
    assert tree is None
    assert problems


def test_length_and_number_of_values_are_limited() -> None:
    assert "shorten it" in only_problem("a: " + "x" * MAX_CHARACTERS)
    assert "more than 20,000 values" in only_problem("[" + "1," * 30_000 + "1]")


def reader_of(text: str) -> tuple[Fields, Problems]:
    tree, _ = read(text)
    problems = Problems()
    assert isinstance(tree, Mapping)
    return Fields(tree, problems, "the thing"), problems


@pytest.mark.parametrize(
    ("text", "method", "said"),
    [
        ("x: [1]", "text", 'line 1: "x" of the thing must be text'),
        ("x: Big Name", "key", 'line 1: "Big Name" cannot be a x; use small letters'),
        ("x: maybe", "boolean", 'line 1: "x" is "maybe"; write yes or no'),
        ("x: 1.5", "integer", 'line 1: "x" is "1.5"; write a whole number'),
        ("x: ten", "number", 'line 1: "x" is "ten"; write a number such as 40 or 2.5'),
        ("x: 10", "pounds", 'line 1: "x" is "10"; write it with a pound sign'),
        ("x: 1", "mapping", 'line 1: "x" of the thing must hold names and values'),
        ("x: [{a: 1}]", "texts", 'line 1: "x" of the thing must be a list of texts'),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_problem(text: str, method: str, said: str) -> None:
    fields, problems = reader_of(text)
    getattr(fields, method)("x")
    assert str(problems.found[0]).startswith(said)


def test_a_misspelt_name_is_found_with_the_nearest_real_one() -> None:
    fields, problems = reader_of("titel: Bins\n")
    fields.text("title")
    fields.finish()
    assert str(problems.found[0]) == 'line 1: the thing has an unknown name "titel"; did you mean "title"?'


def test_pounds_become_pence() -> None:
    fields, problems = reader_of("a: £10\nb: £1,250.50\n")
    assert (fields.pounds("a"), fields.pounds("b"), fields.pounds("c")) == (1000, 125050, None)
    assert not problems.found


def test_a_fix_lists_the_choices_when_none_is_near() -> None:
    assert did_you_mean("xyzzy", ["radio", "text"]) == "use one of: radio, text"
    assert did_you_mean("anything", []) == ""
