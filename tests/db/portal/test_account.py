"""Your account: yours by a proved address alone, everything in one place, and given up when you wish."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from civichub.accounts.models import User
from civichub.cases.models import Case
from civichub.cases.operations.follow import follow_case
from civichub.customers.models import ContactPoint, Customer
from civichub.customers.operations import flag_at_risk
from civichub.customers.queries import own_customer
from civichub.delivery.models import Message
from tests.db.portal.conftest import Portal
from tests.factories.world import make_case

Resident = Callable[..., Client]


def test_the_account_is_for_residents(portal: Portal) -> None:
    assert portal.client.get("/account/")["Location"] == "/sign-in/?next=%2Faccount%2F"
    officer = Client()
    officer.force_login(portal.world.people["officer"], backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("", "data/", "choices/", "needs/"):
        refused = officer.get(f"/account/{path}")
        assert refused.status_code == 403, path
        assert "<h1" in refused.content.decode(), path


def test_a_new_account_says_its_name_and_then_has_a_record(portal: Portal, resident: Resident) -> None:
    browser = resident("new@example.org")
    assert browser.get("/account/")["Location"] == "/account/name/"
    assert "Enter your first name" in browser.post("/account/name/", {"first": "", "last": "Oak"}).content.decode()
    browser.post("/account/name/", {"first": "Ann", "last": "Oak"})
    assert "Ann Oak" in browser.get("/account/").content.decode()


def test_typed_details_of_somebody_else_open_nothing(portal: Portal, resident: Resident) -> None:
    victim = make_case(portal.world).customer
    browser = resident("stranger@example.org")
    browser.post("/account/name/", {"first": "Sam", "last": "Reed"})
    own = own_customer(User.objects.get(email="stranger@example.org"))
    assert own is not None
    assert own.pk != victim.pk
    assert "Deep hole" not in browser.get("/account/").content.decode()


def test_everything_is_in_one_place(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    reference = portal.send(browser)
    portal.begin(browser)
    somebody_elses = make_case(portal.world, title="A secret hole of Ada's")
    customer = own_customer(User.objects.get(email="sam@example.org"))
    follow_case(case=somebody_elses, customer=customer, actor=portal.world.system, at=timezone.now())
    answer = browser.get("/account/")
    page = answer.content.decode()
    assert reference in page.replace("-", "")
    assert "Go on with" in page
    assert "You follow" in page
    assert "secret hole" not in page
    assert somebody_elses.reference not in page.replace("-", "")
    assert "no-store" in answer["Cache-Control"]


def test_an_address_is_proved_by_the_code_that_was_sent_to_it(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    answer = browser.post("/account/reach/", {"kind": "email", "email": "work@example.org"})
    point = ContactPoint.objects.get(normalised="work@example.org")
    assert answer["Location"] == f"/account/reach/{point.pk}/code/"
    message = Message.objects.get(to_address="work@example.org")
    assert message.is_secret
    code = re.search(r"\b\d{6}\b", message.body)
    assert code
    wrong = f"{(int(code[0]) + 1) % 10**6:06d}"
    assert "That is not the code" in browser.post(answer["Location"], {"code": wrong}).content.decode()
    assert browser.post(answer["Location"], {"code": f" {code[0][:3]} {code[0][3:]}"}).status_code == 302
    point.refresh_from_db()
    assert point.verified_how == "code"


def test_a_code_is_guessed_five_times_and_no_more(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    browser.post("/account/reach/", {"kind": "email", "email": "work@example.org"})
    point = ContactPoint.objects.get(normalised="work@example.org")
    code = re.search(r"\b\d{6}\b", Message.objects.get(to_address="work@example.org").body)
    assert code
    url = f"/account/reach/{point.pk}/code/"
    for number in range(5):
        browser.post(url, {"code": f"{(int(code[0]) + 1 + number) % 10**6:06d}"})
    assert "tried too often" in browser.post(url, {"code": code[0]}).content.decode()
    point.refresh_from_db()
    assert point.verified_at is None


def test_another_residents_address_cannot_be_touched(portal: Portal, resident: Resident) -> None:
    resident("mine@example.org", "Mia Ine")
    other = resident("other@example.org", "Otto Ther")
    point = ContactPoint.objects.get(normalised="mine@example.org")
    for path in ("send/", "code/", "remove/"):
        answer = other.post(f"/account/reach/{point.pk}/{path}", {"code": "123456"})
        assert answer.status_code == 404
    point.refresh_from_db()
    assert point.valid_until is None


def test_the_address_one_signs_in_with_stays(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    point = ContactPoint.objects.get(normalised="sam@example.org")
    page = browser.post(f"/account/reach/{point.pk}/remove/", follow=True).content.decode()
    assert "You sign in with this address" in page
    point.refresh_from_db()
    assert point.valid_until is None


def test_what_helps_is_told_once_and_taken_off(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    sent = {"code": "large_print", "note": "", "value": "", "consented": "yes"}
    assert browser.post("/account/needs/", sent).status_code == 302
    assert "Large print" in browser.get("/account/needs/").content.decode()
    customer = Customer.objects.get(account__email="sam@example.org")
    need = customer.needs.get()
    assert need.consented
    other = resident("other@example.org", "Otto Ther")
    assert other.post(f"/account/needs/{need.pk}/end/").status_code == 404
    assert browser.post(f"/account/needs/{need.pk}/end/").status_code == 302
    assert not customer.needs.standing().exists()


def test_a_language_has_to_be_named(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    sent = {"code": "interpreter", "note": "", "value": "", "consented": "no"}
    assert browser.post("/account/needs/", sent).status_code == 200
    assert browser.post("/account/needs/", {**sent, "value": "pl"}).status_code == 302
    assert "Polish" in browser.get("/account/needs/").content.decode()


def test_agreement_is_given_purpose_by_purpose_and_taken_back(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    customer = Customer.objects.get(account__email="sam@example.org")
    browser.post("/account/choices/", {"survey": "yes", "channel": "letter"})
    assert list(customer.consents.values_list("purpose", "given")) == [("survey", True)]
    browser.post("/account/choices/", {"survey": "no", "channel": "letter"})
    assert customer.consents.last().given is False
    customer.refresh_from_db()
    assert customer.preferred_channel == "letter"


def test_the_data_can_be_read_and_taken_along(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    reference = portal.send(browser)
    page = browser.get("/account/data/").content.decode()
    assert "sam@example.org" in page
    answer = browser.get("/account/data/download/")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    data = answer.json()
    assert data["name"] == "Sam Reed"
    assert data["requests"][0]["reference"].replace("-", "") == reference
    assert data["requests"][0]["what_you_told_us"]["land"] == "road"


def test_where_somebody_at_risk_lives_is_not_in_it(portal: Portal, resident: Resident) -> None:
    from civichub.customers.normalising import read_address
    from civichub.customers.operations import add_contact_point

    browser = resident("ann@example.org", "Ann Oak")
    customer, at = Customer.objects.get(account__email="ann@example.org"), timezone.now()
    home = read_address(text="9 Secret Lane, Lowton", postcode="BK9 9ZZ")
    add_contact_point(customer=customer, kind="address", address=home, actor=portal.world.system, at=at)
    flag_at_risk(
        customer=customer, why="A threat", review_on=(at + timedelta(days=90)).date(),
        actor=portal.world.people["officer"], at=at,
    )  # fmt: skip
    for path in ("/account/", "/account/reach/", "/account/data/", "/account/data/download/"):
        page = browser.get(path).content.decode()
        assert "Secret Lane" not in page, path
        assert "BK9" not in page, path


def test_closing_the_account_ends_the_sign_in_and_keeps_the_request(portal: Portal, resident: Resident) -> None:
    browser = resident("sam@example.org", "Sam Reed")
    portal.send(browser)
    account = User.objects.get(email="sam@example.org")
    assert "Close my account" in browser.get("/account/close/").content.decode()
    assert browser.post("/account/close/")["Location"] == "/account/closed/"
    account.refresh_from_db()
    assert not account.is_active
    assert "sam@example.org" not in account.email
    assert browser.get("/account/")["Location"].startswith("/sign-in/")
    assert Case.objects.get().customer.account is None
    assert User.objects.create_user("sam@example.org").pk != account.pk


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-up/", "/accounts/password/reset/", "/accounts/login/code/"])
def test_the_ways_to_sign_in_speak_plainly(portal: Portal, path: str) -> None:
    page = portal.client.get(path).content.decode()
    assert not re.search(r"Sign In|Sign Up|please|Remember Me", page)
    assert 'placeholder="' not in page


def test_signing_up_tells_nobody_who_has_an_account(portal: Portal) -> None:
    User.objects.create_user("known@example.org", "a-long-enough-passphrase")
    shown = []
    for email in ("known@example.org", "unknown@example.org"):
        browser = Client()
        answer = browser.post("/sign-up/", {"email": email, "password1": "correct-horse-battery-1"}, follow=True)
        shown.append((answer.status_code, answer.request["PATH_INFO"], answer.content.decode().count(email)))
    assert shown[0] == shown[1]
