"""Pages by key: forwards and back over ties, without counting."""

from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from civichub.organisations.models import Organisation
from civichub.web.ui.paging import Pager, keyset_page

ORDER = ("-kind", "-id")


def page_at(url: str) -> tuple[list[str], Pager]:
    rows, pager = keyset_page(RequestFactory().get(url), Organisation.objects.all(), order=ORDER, size=3)
    return [row.slug for row in rows], pager


def make_eight() -> list[str]:
    for number in range(8):
        kind = "county" if number % 2 else "district"
        Organisation.objects.create(slug=f"o{number}", name=f"Council {number}", short_name="C", kind=kind)
    return [row.slug for row in Organisation.objects.order_by(*ORDER)]


def test_older_pages_follow_and_newer_ones_lead_back() -> None:
    every = make_eight()
    first, pager = page_at("/cases/")
    assert first == every[:3]
    assert pager.newer is None
    second, pager = page_at(str(pager.older.url))
    assert second == every[3:6]
    third, last = page_at(str(pager.older.url))
    assert third == every[6:]
    assert last.older is None
    back, pager = page_at(str(last.newer.url))
    assert back == every[3:6]
    again, pager = page_at(str(pager.newer.url))
    assert again == every[:3]
    assert pager.newer is None


def test_a_page_costs_one_query_and_counts_nothing() -> None:
    make_eight()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page_at("/cases/")
    assert len(queries) == 1
    assert "count" not in queries[0]["sql"].lower()


def test_other_filters_stay_in_the_links() -> None:
    make_eight()
    _, pager = page_at("/cases/?state=open&before=rubbish")
    query: Any = QueryDict(str(pager.older.url).partition("?")[2])
    assert query["state"] == "open"
    assert "before" not in query
