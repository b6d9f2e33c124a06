"""One box finds a customer by whatever the advisor was told."""

from datetime import date

import pytest
from django.db import connection

from civichub.accounts.queries import system_account
from civichub.core.references import format_reference
from civichub.customers import operations
from civichub.customers.queries import export_own_data, search_customers
from civichub.customers.queries.search import LIKENESS, MOST_SIMILAR
from tests.factories import customers as made


@pytest.fixture
def here():
    return made.council("here")


@pytest.fixture
def anna(here):
    return made.reachable(
        here,
        given_name="Anna",
        family_name="O’Rourke",
        known_as="Annie",
        phone="07700 900456",
        email="anna.orourke@mail.example",
        home=made.address(12, uprn="100012345"),
        date_of_birth=date(1984, 5, 13),
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Anna O'Rourke", "Name"),
        ("orourke anna", "Name"),
        ("O’ROU", "Name"),
        ("annie", "Name"),
        ("ana orourk", "Name spelled nearly so"),
        ("anna orouke", "Name spelled nearly so"),
        ("07700 900456", "Phone number"),
        ("+44 (7700) 900-456", "Phone number"),
        ("900456", "Phone number ends 900456"),
        ("Anna.ORourke@mail.example", "Email address"),
        ("anna.or@", None),
        ("anna.orourke@ma", "Email address"),
        ("BK1 1AA", "Address in BK1 1AA"),
        ("12 bk11aa", "Address in BK1 1AA"),
        ("13 bk11aa", None),
        ("O'Rourke BK1 1AA", "Address in BK1 1AA"),
        ("oak street bk1 1aa", "Address in BK1 1AA"),
        ("100012345", "Lives at UPRN 100012345"),
        ("13/05/1984", "Date of birth"),
        ("anna 13 May 1984", "Date of birth"),
        ("Zebedee 13 May 1984", None),
        ("", None),
        ("   %_\\ ", None),
    ],
)
def test_she_is_found_and_it_is_said_why(here, anna, text, why):
    hits = search_customers(made.staff(here), text)
    if why is None:
        assert hits == []
    else:
        assert [(hit.customer.id, hit.why[0]) for hit in hits] == [(anna.pk, why)]


def test_her_reference_finds_her(here, anna):
    hit = search_customers(made.staff(here), format_reference(anna.reference).lower())[0]
    assert (hit.customer.id, hit.why) == (anna.pk, ("Customer reference",))


def test_a_search_finds_only_whom_the_searcher_may_see(here, anna):
    there = made.council("there")
    stranger = made.staff(there)
    texts = ["Anna O'Rourke", "07700 900456", "anna.orourke@mail.example", "BK1 1AA", "13/05/1984", anna.reference]
    assert all(search_customers(stranger, text) == [] for text in texts)
    made.agreement(here, there)
    found = [bool(search_customers(stranger, text)) for text in texts]
    assert found == [True, False, False, False, False, True]


def test_a_confidential_detail_is_not_searched_by_those_who_may_not_see_it(here, anna):
    operations.add_contact_point(
        customer=anna, kind="phone", value="07700 900777", confidential=True, actor=system_account(), at=made.NOW
    )
    assert search_customers(made.staff(here), "07700 900777") == []
    assert search_customers(made.staff(here, "service_officer"), "07700 900777")


def test_an_old_number_finds_nobody(here, anna):
    point = anna.contact_points.get(kind="phone")
    operations.end_contact_point(contact_point=point, actor=system_account(), at=made.NOW)
    assert search_customers(made.staff(here), "07700 900456") == []


def test_the_whole_name_comes_before_names_that_begin_so(here):
    longer = made.customer(here, given_name="Jo", family_name="Smithson")
    whole = made.customer(here, given_name="Jo", family_name="Smith")
    found = [hit.customer.id for hit in search_customers(made.staff(here), "jo smith")]
    assert found == [whole.pk, longer.pk]


def test_no_more_are_found_than_asked_for(here):
    for _ in range(5):
        made.customer(here)
    assert len(search_customers(made.staff(here), "smith", limit=3)) == 3


def test_a_firm_is_found_by_its_name(here):
    firm = made.business(here)
    assert [hit.customer.id for hit in search_customers(made.staff(here), "acme building")] == [firm.pk]


def test_the_data_a_customer_downloads_names_no_one_else(here, anna):
    other = made.reachable(here, given_name="Zebedee", family_name="Zander")
    system = system_account()
    operations.form_household(members=[(anna, "tenant"), (other, "lodger")], actor=system, at=made.NOW)
    operations.relate_customers(from_customer=anna, to_customer=other, kind="carer_of", actor=system, at=made.NOW)
    found = export_own_data(anna)
    assert found["name"] == "Anna O’Rourke"
    assert "12 Oak Street, Brackenham, BK1 1AA" in {point["value"] for point in found["how_to_reach_you"]}
    assert found["known_to"][0]["organisation"] == "Here Council"
    assert "Zander" not in str(found)


def test_the_index_of_similar_names_is_asked_for_no_more_than_is_shown(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW pg_trgm.similarity_threshold")
        assert float(cursor.fetchone()[0]) == LIKENESS


def test_names_spelled_nearly_so_fill_a_list_up_to_twenty(here):
    for number in range(25):
        made.customer(here, given_name="Jon", family_name=f"Smyth{'abcdefghijklmnopqrstuvwxy'[number]}")
    assert len(search_customers(made.staff(here), "jhon smyth", limit=50)) == MOST_SIMILAR
