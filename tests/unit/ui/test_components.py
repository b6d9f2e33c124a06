"""Components and layouts: escaping, states, sort links, menus, and a page that needs no database."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from civichub.web.staff.menu import MENU
from civichub.web.ui.components import Column, File, Place, state_colour
from civichub.web.ui.navigation import NavEntry, NavItem, build_navigation
from civichub.web.ui.paging import address_with, numbered_pager, read_cursor

NASTY = "<script>alert('x')</script>"


def render(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% ui_button nasty %}",
        "{% ui_button nasty href=nasty %}",
        "{% ui_tag nasty %}",
        "{% ui_notice nasty %}{{ nasty }}{% end_ui_notice %}",
        "{% ui_summary_list label=nasty %}{% ui_summary_row nasty nasty nasty nasty %}{% end_ui_summary_list %}",
        "{% ui_table nasty columns=columns %}<tr><td>{{ nasty }}</td></tr>{% end_ui_table %}",
        "{% ui_event nasty by=nasty %}{{ nasty }}{% end_ui_event %}",
        "{% ui_files files %}",
        "{% ui_map places label=nasty %}",
        "{% ui_why reasons %}{% ui_collision reasons %}{% ui_empty nasty nasty nasty nasty %}",
        "{% ui_reference nasty %}{% ui_select_row nasty nasty %}{% ui_details nasty %}{% end_ui_details %}",
    ],
)
def test_nothing_that_people_wrote_becomes_markup(source: str) -> None:
    html = render(
        source,
        nasty=NASTY,
        columns=[Column(NASTY)],
        files=[File(NASTY, NASTY, state=NASTY)],
        places=[Place(NASTY, 52.0, -2.0, NASTY, NASTY)],
        reasons=[NASTY],
    )
    assert "<script" not in html
    assert "script" in html


@pytest.mark.parametrize(
    ("words", "colour"),
    [
        ("New", "blue"),
        ("Waiting for customer", "yellow"),
        ("Overdue", "red"),
        ("RESOLVED", "green"),
        ("In progress", "teal"),
        ("Something else", "blue"),
    ],
)
def test_a_state_has_the_colour_of_its_words(words: str, colour: str) -> None:
    assert state_colour(words) == colour


def test_a_sorted_heading_says_so_and_turns_round() -> None:
    request = RequestFactory().get("/cases/?sort=due&state=open&page=3")
    columns = [Column("Due", sort="due"), Column("Opened", sort="opened"), Column("Who")]
    html = render("{% ui_table 'Cases' columns=columns %}{% end_ui_table %}", columns=columns, request=request)
    assert re.search(r'aria-sort="ascending"><a class="hub-sort" href="/cases/\?state=open&amp;sort=-due">Due', html)
    assert re.search(r'aria-sort="none"><a class="hub-sort" href="/cases/\?state=open&amp;sort=opened">Opened', html)
    assert '<th scope="col" class="govuk-table__header">Who</th>' in html


def test_numbered_pages_leave_gaps() -> None:
    pager = numbered_pager(RequestFactory().get("/x/?page=5"), page=5, pages=9, total=431)
    assert [link.text for link in pager.numbers] == ["1", "…", "4", "5", "6", "…", "9"]
    assert pager.summary == "431 in all"


def test_one_page_needs_no_links() -> None:
    pager = numbered_pager(RequestFactory().get("/x/"), page=1, pages=1)
    assert "<nav" not in render("{% ui_pages pager %}", pager=pager)


@pytest.mark.parametrize("text", ["", "x", "!!!!", "e30", "bnVsbA", "W3siYSI6MX1d"])
def test_a_cursor_that_was_tampered_with_is_no_cursor(text: str) -> None:
    assert read_cursor(text) is None


def test_changing_the_query_keeps_the_rest() -> None:
    request = RequestFactory().get("/x/?a=1&b=2")
    assert address_with(request, b=None, c=3) == "/x/?a=1&c=3"
    assert address_with(request, a=None, b=None) == "/x/"


def test_a_menu_shows_what_one_may_see_and_where_one_is() -> None:
    entries = [
        NavEntry("Gallery", "gallery", key="g g"),
        NavEntry("Hidden", "gallery", may_see=lambda user: False),
        NavEntry("Not installed", "no-such-view"),
    ]
    found = build_navigation(entries, user=AnonymousUser(), path="/gallery/desk", counts={"gallery": 4})
    assert found == [NavItem("Gallery", "/gallery/", current=True, count=4, key="g g")]


def test_a_page_that_is_reached_from_another_lights_that_one_and_no_two_keys_are_the_same() -> None:
    (menu,) = build_navigation([NavEntry("Gallery", "gallery", holds=("track",))], user=AnonymousUser(), path="/track/")
    assert menu.current
    keys = [entry.key for entry in MENU if entry.key]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("template", ["500.html", "503.html", "400.html"])
def test_an_error_page_needs_no_request_and_no_database(template: str) -> None:
    html = render_to_string(template)
    assert "<h1" in html
    assert "There is a problem" not in html


def test_the_title_says_when_there_is_an_error() -> None:
    from civichub.web.ui.gallery import QuestionForm

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    values = {"form": QuestionForm({}), "page_title": "What is your postcode?"}
    html = Template("{% extends 'ui/question_page.html' %}").render(Context({**values, "request": request}))
    assert "<title>Error: What is your postcode? – CivicHub</title>" in html


def test_only_scripts_with_the_nonce_are_written_into_a_page() -> None:
    html = Template("{% extends 'ui/layout_staff.html' %}").render(Context({"CSP_NONCE": "abc123"}))
    assert re.findall(r"<(?:script|style)(?![^>]*nonce=\"abc123\")[^>]*>", html) == []
    assert re.findall(r"\son[a-z]+=|\sstyle=", html) == []


def test_a_style_of_time_that_there_is_not_is_an_error_and_not_another_style() -> None:
    with pytest.raises(ValueError, match="no style 'time'"):
        render('{% ui_time moment "time" %}', moment=None)
