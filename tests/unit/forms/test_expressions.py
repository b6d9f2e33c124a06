"""Conditions: what they mean, what is refused, and that no text can make them do anything else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civichub.core.definitions.expressions import ExpressionError, Kind, NameType, check, evaluate, holds, parse

TODAY = date(2026, 11, 22)
FACTS = {
    "answers": {
        "where": "road",
        "depth": 41,
        "signs": ["burnt", "unmoved"],
        "born": "1960-11-23",
        "price": 1050,
        "home": {"postcode": "B98 8AA"},
        "empty": None,
    },
    "organisation": "redditch",
}
TYPES = {
    "answers.where": NameType(Kind.TEXT, frozenset({"road", "pavement"})),
    "answers.depth": NameType(Kind.NUMBER),
    "answers.signs": NameType(Kind.LIST, frozenset({"burnt", "unmoved"})),
    "answers.born": NameType(Kind.DATE),
    "answers.price": NameType(Kind.MONEY),
    "answers.home": NameType(Kind.PARTS, frozenset(), frozenset({"postcode"})),
    "organisation": NameType(Kind.TEXT),
    "today": NameType(Kind.DATE),
}


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ('answers.where == "road" and answers.depth > 40', True),
        ('answers.where == "road" and answers.depth > 41', False),
        ('answers.where != "road" or answers.depth <= 41', True),
        ('not answers.where == "road"', False),
        ('not (answers.where == "pavement" or answers.depth < 1)', True),
        ('answers.where in ["road", "pavement"]', True),
        ('answers.where not in ["road"]', False),
        ('"burnt" in answers.signs', True),
        ('"stripped" not in answers.signs', True),
        ("count(answers.signs) == 2", True),
        ("age(answers.born) == 65", True),
        ("age(answers.born) < 66", True),
        ("days_since(answers.born) > 24000", True),
        ("days_until(answers.born) < 0", True),
        ("answers.born < today", True),
        ("answers.price >= £10.50", True),
        ("answers.price == £10", False),
        ("answers.price + £0.50 == £11", True),
        ("answers.depth * 2 - 2 == 80", True),
        ('starts_with(answers.home.postcode, "b98")', True),
        ('lower(answers.home.postcode) == "b98 8aa"', True),
        ("given(answers.where)", True),
        ("given(answers.empty)", False),
        ("answers.empty == nothing", True),
        ("organisation == 'redditch'", True),
        ("true and not false", True),
    ],
)
def test_conditions_mean_what_they_say(text: str, truth: bool) -> None:
    assert holds(parse(text), FACTS, today=TODAY) is truth


@pytest.mark.parametrize("text", ["answers.none > 1", "answers.none < 1", "1 >= answers.none", 'answers.depth > "1"'])
def test_no_order_holds_with_a_missing_or_other_kind_of_answer(text: str) -> None:
    assert holds(parse(text), FACTS, today=TODAY) is False


def test_the_day_before_a_birthday_does_not_count_as_the_birthday() -> None:
    born = {"answers": {"born": "2008-02-29"}}
    assert evaluate(parse("age(answers.born)"), born, today=date(2026, 2, 28)) == 17
    assert evaluate(parse("age(answers.born)"), born, today=date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("text", "offset", "said", "fix"),
    [
        ("", 0, "the condition is empty", 'write one such as answers.where == "road"'),
        ('answers.where = "road"', 14, "a single = does not compare", "write =="),
        ("a & b", 2, "& is not used here", "write and"),
        ("a | b", 2, "| is not used here", "write or"),
        ("a ! b", 2, "! is not used here", "write not, or !="),
        ("a == “road”", 5, "curly quotation marks are not read as quotes", 'use "straight" ones'),
        ('a == "road', 5, "a quotation mark is never closed", "add the closing quotation mark"),
        ("a == £ten", 5, "this amount cannot be read", "write it as £10 or £10.50"),
        ("(a == 1", 7, '")" is missing at the end', "add )"),
        ("a == 1 b == 2", 7, '"b" was not expected here', "join two conditions with and, or"),
        ("1 < a < 3", 6, "two comparisons follow each other", "join them with and"),
        ("a and", 5, "the condition stops too soon", "add a name, a number or a text in quotes"),
        ("a == )", 5, '")" cannot start a value', "add a name, a number or a text in quotes"),
        ("a not b", 6, '"in" is missing before "b"', "add in"),
        ("size(a)", 0, 'there is no function "size"', "use one of:"),
        ("age(a, b)", 0, "age(…) takes 1 value, not 2", "add or remove some"),
        ("a @ b", 2, '"@" cannot be used here', "remove it"),
        ("(" * 20 + "a" + ")" * 20, 13, "this is nested more than 12 deep", "split the condition"),
        ("a or " * 120 + "a", 500, "this condition has 601 characters", "shorten it to 500"),
        ("a+" * 80 + "a", 0, "this condition has more than 150 words", "split it"),
    ],
)
def test_a_slip_is_named_with_its_place_and_fix(text: str, offset: int, said: str, fix: str) -> None:
    with pytest.raises(ExpressionError) as found:
        parse(text)
    assert (found.value.offset, found.value.message) == (offset, said)
    assert found.value.fix.startswith(fix)


@pytest.mark.parametrize(
    ("text", "said", "fix"),
    [
        ('answers.were == "road"', 'there is no answer "were"', 'did you mean "where"?'),
        ('where == "road"', '"where" is not known', "write answers.where"),
        ('answers.where == "rode"', '"rode" is not an option of "where"', 'did you mean "road"?'),
        ('answers.where in ["road", "rode"]', '"rode" is not an option of "where"', 'did you mean "road"?'),
        ('"brunt" in answers.signs', '"brunt" is not an option of "signs"', 'did you mean "burnt"?'),
        ('answers.depth > "40"', "a number is compared with a text", "make both sides the same kind"),
        ("answers.price > 10", "an amount of money is compared with a number", "write the amount with a pound sign"),
        ('answers.signs == "burnt"', "a list is never equal to one value", 'write "value" in answers.name'),
        ("answers.signs > 1", "a list has no order", "use count(…)"),
        ("answers.where", "this gives a text, where true or false is needed", 'compare it, as in answers.where == "'),
        ("answers.depth and true", "this gives a number, where true or false is needed", "write given(answers.depth)"),
        ("answers.home.town == nothing", '"answers.home" has no part "town"', "use one of: postcode"),
        ("age(answers.depth) > 1", "age(…) needs a date, not a number", "use another answer"),
        ("answers.where + 1 == 2", "a text cannot be part of a sum", "use numbers or amounts"),
        ("answers.price + 1 == £2", "an amount of money and a number are added", "write both as amounts"),
        ("answers.price * answers.price > £1", "two amounts of money cannot be multiplied", "multiply an amount"),
        ("1 in answers.depth", "a number cannot contain anything", 'write in ["one", "two"]'),
    ],
)
def test_a_condition_that_can_never_work_is_found_before_anybody_answers(text: str, said: str, fix: str) -> None:
    errors = check(parse(text), TYPES)
    assert errors
    assert errors[0].message == said
    assert errors[0].fix.startswith(fix)


def test_a_price_must_be_money() -> None:
    assert check(parse("£10 * count(answers.signs)"), TYPES, want=Kind.MONEY) == []
    assert check(parse("10 * count(answers.signs)"), TYPES, want=Kind.MONEY)[0].message.startswith(
        "this gives a number"
    )


names = st.sampled_from(["answers.where", "answers.depth", "answers.signs", "answers.none", "today", "organisation"])
literals = st.one_of(
    st.integers(0, 10**6).map(str),
    st.sampled_from(['"road"', "'x'", "true", "nothing", "£10", "£0.50", '["road", 1]', "[]"]),
)
values = st.one_of(names, literals)


def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or", "+", "-", "*"])
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda text: f"(not {text})"),
        st.tuples(st.sampled_from(["age", "count", "lower", "given", "days_since"]), inner).map(
            lambda parts: f"{parts[0]}({parts[1]})"
        ),
    )


@given(st.recursive(values, grow, max_leaves=12))
@settings(max_examples=300, deadline=None)
def test_whatever_is_well_formed_has_a_value_and_never_raises(text: str) -> None:
    try:
        expression = parse(text)
    except ExpressionError:
        return
    first = evaluate(expression, FACTS, today=TODAY)
    assert first == evaluate(parse(expression.source), FACTS, today=TODAY)
    assert holds(expression, FACTS, today=TODAY) in (True, False)
    assert holds(expression, {}, today=TODAY) in (True, False)
    check(expression, TYPES)


@given(st.text(max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    error = None
    try:
        holds(parse(text), FACTS, today=TODAY)
    except ExpressionError as refused:
        error = refused
    assert error is None or (error.message and 0 <= error.offset <= len(text))


@given(st.text(alphabet="abcanswers.<>=!()[]\"'£0123456789 andornotin_,+-*", max_size=80))
@settings(max_examples=500, deadline=None)
def test_texts_that_look_like_conditions_are_read_or_refused(text: str) -> None:
    try:
        expression = parse(text)
    except ExpressionError:
        return
    check(expression, TYPES)
    holds(expression, FACTS, today=TODAY)


@pytest.mark.parametrize("text", ["__import__('os')", "answers.__class__", "(lambda: 1)()", "answers['x']", "f'{1}'"])
def test_nothing_of_python_gets_through(text: str) -> None:
    try:
        value = evaluate(parse(text), FACTS, today=TODAY)
    except ExpressionError:
        return
    assert value is None
