"""Evidence for and against two records being one person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civichub.customers.matching import SUGGEST_FROM, WEIGHTS, WORDS, Facts, Rules, compare, names_agree, same_name

JANE = Facts(
    given_name=("jane",),
    family_name="smith",
    date_of_birth=date(1984, 5, 13),
    emails=frozenset({"jane@mail.example"}),
    mobiles=frozenset({"+447700900982"}),
    uprns=frozenset({"100012345"}),
    postcodes=frozenset({"BK1 1AA"}),
)


def reasons(one, other):
    return compare(one, other, Rules()).reasons


def test_every_kind_of_evidence_has_a_weight_and_words():
    assert WEIGHTS.keys() == WORDS.keys()


def test_the_reasons_are_in_words_the_strongest_first():
    other = Facts(family_name="smith", mobiles=JANE.mobiles, date_of_birth=date(1984, 5, 18))
    assert reasons(JANE, other) == (
        "same mobile number",
        "same surname",
        "date of birth differs by one digit",
    )


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(1984, 5, 13), "same date of birth"),
        (date(1984, 5, 18), "date of birth differs by one digit"),
        (date(1984, 5, 31), "date of birth differs by one digit"),
        (date(1961, 11, 2), "different date of birth"),
    ],
)
def test_dates_of_birth_are_compared_as_people_mistype_them(born, words):
    assert reasons(Facts(date_of_birth=JANE.date_of_birth), Facts(date_of_birth=born)) == (words,)


def test_day_and_month_the_other_way_round_are_noticed():
    found = reasons(Facts(date_of_birth=date(1984, 5, 3)), Facts(date_of_birth=date(1984, 3, 5)))
    assert found == ("date of birth has day and month the other way round",)


def test_a_couple_at_one_address_with_one_email_are_two_people():
    john = replace(JANE, given_name=("john",), date_of_birth=date(1979, 1, 1), mobiles=frozenset())
    match = compare(JANE, john, Rules())
    assert "different first name" in match.reasons
    assert not names_agree(match)
    assert not same_name(match)


def test_a_name_somebody_goes_by_is_the_same_first_name():
    rob = Facts(given_name=("robert",), known_as=("bob",), family_name="brown")
    assert same_name(compare(rob, Facts(given_name=("bob",), family_name="brown"), Rules()))


def test_an_initial_is_like_the_name_but_not_the_same():
    match = compare(JANE, Facts(given_name=("j",), family_name="smith"), Rules())
    assert names_agree(match)
    assert not same_name(match)


def test_a_name_alone_is_not_enough_to_suggest():
    assert compare(JANE, Facts(given_name=("jane",), family_name="smith"), Rules()).score < SUGGEST_FROM


def test_a_partnership_can_set_its_own_weights():
    rules = Rules({**WEIGHTS, "same_family_name": 1}, 15)
    assert compare(Facts(family_name="smith"), Facts(family_name="smith"), rules).score == 1


names = st.sampled_from(["", "jane", "john", "j", "smith", "smyth"])
facts = st.builds(
    Facts,
    given_name=names.map(lambda name: (name,) if name else ()),
    family_name=names,
    date_of_birth=st.none() | st.dates(date(1930, 1, 1), date(2020, 1, 1)),
    emails=st.frozensets(st.sampled_from(["a@x.example", "b@x.example"])),
    mobiles=st.frozensets(st.sampled_from(["+447700900001", "+447700900002"])),
)


@given(facts, facts)
def test_it_does_not_matter_which_of_two_is_asked_about(one, other):
    assert compare(one, other, Rules()) == compare(other, one, Rules())
