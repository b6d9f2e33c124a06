"""Agreements, the audit, people, keys, the organisation, holidays and one's own account, on the desk."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.accounts.models import ApiToken, Membership
from civichub.accounts.operations import issue_token
from civichub.accounts.queries import token_for
from civichub.core.clocks import Holiday
from civichub.core.models import ProclaimedHoliday
from civichub.organisations.models import SharingAgreement
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import BEFORE, World, make_case, share


@pytest.fixture
def admin(client: Client, world: World) -> Client:
    return sign_in(client, world, "admin")


@pytest.fixture
def governance(world: World) -> Client:
    return sign_in(Client(), world, "governance")


def test_an_agreement_is_made_shown_and_ended(governance: Client, world: World) -> None:
    assert "No agreements yet" in governance.get("/staff/agreements/").content.decode()
    answers = {"from_organisation": world.county.pk, "to_organisation": world.lowton.pk, "title": "Roads",
               "purpose": "to answer callers", "fields_shared": ["case.summary"], "may_act": "no",
               "starts_on_0": "1", "starts_on_1": "1", "starts_on_2": "2026",
               "expires_on_0": "1", "expires_on_1": "1", "expires_on_2": "2099"}  # fmt: skip
    assert (
        "Select what they may see"
        in governance.post("/staff/agreements/new/", {**answers, "fields_shared": []}).content.decode()
    )
    page = governance.post("/staff/agreements/new/", answers, follow=True).content.decode()
    for words in ("Roads", "to answer callers", "Service, state and dates of a case", "every ordinary service"):
        assert words in page
    agreement = SharingAgreement.objects.get()
    governance.post(f"/staff/agreements/{agreement.pk}/end/", {"reason": "The pilot is over"})
    agreement.refresh_from_db()
    assert agreement.ended_at
    assert "Over" in governance.get("/staff/agreements/").content.decode()


def test_the_holder_sees_an_agreement_but_only_its_giver_ends_it(world: World) -> None:
    agreement = share(world, fields=["case.summary"])
    holder = sign_in(Client(), world, "district_governance")
    assert "Roads and bins together" in holder.get("/staff/agreements/").content.decode()
    answer = holder.post(f"/staff/agreements/{agreement.pk}/end/", {"reason": "x"}).content.decode()
    assert "do not have permission" in answer
    agreement.refresh_from_db()
    assert agreement.ended_at is None


def test_the_audit_says_who_looked_at_a_case_and_on_what_ground(
    governance: Client, world: World, django_assert_max_num_queries: Any
) -> None:
    case = make_case(world, at=timezone.now())
    sign_in(Client(), world, "officer").get(f"/staff/cases/{case.reference}/")
    page = governance.get(f"/staff/audit/?show=reads&reference={case.reference}").content.decode()
    assert "Officer" in page
    assert "responsible for this case" in page
    with django_assert_max_num_queries(16):
        page = governance.get(f"/staff/audit/?reference={case.reference}").content.decode()
    assert "case.opened" in page
    assert "Nothing is written down" in governance.get("/staff/audit/?from=2040-01-01").content.decode()
    officer = world.people["officer"].pk
    assert "Officer" in governance.get(f"/staff/audit/?show=reads&person={officer}").content.decode()


def test_anothers_record_is_answered_in_the_audit_like_one_that_is_not_there(world: World) -> None:
    case = make_case(world, at=timezone.now())
    theirs = sign_in(Client(), world, "district_governance")
    for reference in (case.reference, "333333333", "=1"):
        page = theirs.get(f"/staff/audit/?show=reads&reference={reference}").content.decode()
        assert "We cannot find that record" in page
    assert "case.opened" not in theirs.get("/staff/audit/").content.decode()
    assert sign_in(Client(), world, "manager").get("/staff/audit/").status_code == 403


def test_a_role_is_given_and_taken_away(admin: Client, world: World, django_assert_max_num_queries: Any) -> None:
    answers = {"name": "Noor Shah", "email": "noor@county.example", "role": "advisor",
               "organisation": world.county.pk, "team": world.teams["desk"].pk}  # fmt: skip
    page = admin.post("/staff/people/add/", answers, follow=True).content.decode()
    assert "Noor Shah" in page
    held = Membership.objects.get(user__email="noor@county.example")
    with django_assert_max_num_queries(12):
        admin.get("/staff/people/")
    admin.post(f"/staff/people/{held.pk}/end/")
    held.refresh_from_db()
    assert held.ends_at
    assert "Noor Shah" in admin.get("/staff/people/?ended=yes&q=noor").content.decode()
    theirs = Membership.objects.get(user=world.people["stranger"])
    assert admin.post(f"/staff/people/{theirs.pk}/end/").status_code == 404
    elsewhere = {**answers, "organisation": world.highley.pk}
    assert "Select the organisation" in admin.post("/staff/people/add/", elsewhere).content.decode()


def test_a_key_is_shown_once_and_stops_when_withdrawn(admin: Client, world: World) -> None:
    assert "No keys yet" in admin.get("/staff/keys/").content.decode()
    answers = {"label": "Mapping system", "scopes": ["service.read"], "organisation": world.county.pk}
    page = admin.post("/staff/keys/new/", answers)
    key = re.search(r'value="(hub_[^"]+)"', page.content.decode())
    assert key
    assert page["Cache-Control"] == "no-store"
    listed = admin.get("/staff/keys/").content.decode()
    assert key[1] not in listed
    assert "Mapping system" in listed
    token = ApiToken.objects.get()
    admin.post(f"/staff/keys/{token.pk}/withdraw/")
    assert token_for(key[1], timezone.now()) is None
    other, _ = issue_token(label="Theirs", organisation=world.highley, scopes=["service.read"], actor=world.system,
                           at=BEFORE)  # fmt: skip
    assert admin.post(f"/staff/keys/{other.pk}/withdraw/").status_code == 404


def test_the_organisation_is_set_up_and_a_colour_is_seen_before_it_is_saved(admin: Client, world: World) -> None:
    assert "Highways" in admin.get("/staff/organisation/").content.decode()
    look = admin.post("/staff/organisation/brand/", {"brand_colour": "#777777", "look": "yes"}).content.decode()
    assert "to 1 is needed" in look
    world.county.refresh_from_db()
    assert world.county.brand_colour != "#777777"
    admin.post("/staff/organisation/brand/", {"brand_colour": "#8a1538", "strapline": "Here to help", "save": "yes"})
    admin.post("/staff/organisation/parts/", {"modules": ["reports", "casework"]})
    added = admin.post("/staff/organisation/team/", {"name": "Lighting", "slug": "lighting"}, follow=True)
    assert "Lighting" in added.content.decode()
    again = admin.post("/staff/organisation/team/", {"name": "Lighting", "slug": "lighting"}).content.decode()
    assert "lighting is taken" in again
    world.county.refresh_from_db()
    assert (world.county.brand_colour, world.county.modules) == ("#8a1538", ["casework", "reports"])
    assert admin.get(f"/staff/organisation/?organisation={world.highley.pk}").status_code == 404


def test_a_proclaimed_holiday_says_what_it_moves_before_it_is_added(admin: Client, world: World) -> None:
    make_case(world, at=timezone.now())
    case_due = world.system and make_case(world, at=timezone.now()).clocks.get().due_on
    answers = {"name": "A day of thanks", "nations": ["ENG"], "source": "Proclamation",
               "date_0": str(case_due.day), "date_1": str(case_due.month), "date_2": str(case_due.year)}  # fmt: skip
    page = admin.post("/staff/holidays/add/", answers).content.decode()
    assert "would be due later" in page
    assert not ProclaimedHoliday.objects.exists()
    admin.post("/staff/holidays/add/", {**answers, "go": "yes"})
    day = ProclaimedHoliday.objects.get()
    assert "A day of thanks" in admin.get("/staff/holidays/").content.decode()
    admin.post(f"/staff/holidays/{day.pk}/withdraw/", {"why": "A mistake"})
    assert "A mistake" in admin.get("/staff/holidays/").content.decode()


def test_a_holiday_moves_the_clocks_that_span_it_and_no_other(world: World) -> None:
    from civichub.cases.queries.recount import clocks_moved_by

    clock = make_case(world, at=BEFORE).clocks.get()
    spanning = Holiday(clock.due_on, "A day", frozenset({"ENG"}), "Proclamation")
    assert clocks_moved_by(spanning) == (1, 1, False)
    assert clocks_moved_by(Holiday(date(2026, 12, 9), "A day", frozenset({"ENG"}), "Proclamation")) == (0, 0, False)


def test_everybody_on_the_desk_changes_their_own_name_and_shortcuts(client: Client, world: World) -> None:
    sign_in(client, world, "reception")
    page = client.get("/staff/account/").content.decode()
    assert "Passkeys" in page
    client.post("/staff/account/", {"name": "Robin Lee", "shortcuts_on": "no"})
    person = world.fresh("reception")
    assert (person.name, person.shortcuts_on) == ("Robin Lee", False)


@pytest.mark.parametrize("page", ["agreements", "people", "keys", "organisation", "holidays"])
def test_an_advisor_gets_none_of_these_pages(client: Client, world: World, page: str) -> None:
    assert sign_in(client, world, "advisor").get(f"/staff/{page}/").status_code == 403
