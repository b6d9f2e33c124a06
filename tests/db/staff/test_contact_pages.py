"""An advisor at the telephone: begin, find who it is, take the request, wrap up."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case
from civichub.contacts.models import Contact
from civichub.customers.operations import find_or_create_customer
from civichub.forms.operations.versions import load_library as load_forms
from tests.db.staff.test_case_pages import sign_in
from tests.factories import customers as made
from tests.factories.world import BEFORE, World, make_case


@pytest.fixture
def advisor(client: Client, world: World) -> Client:
    load_forms(actor=world.system, at=BEFORE)
    return sign_in(client, world, "advisor")


def begin(advisor: Client, **answers: Any) -> Contact:
    advisor.post("/staff/contacts/begin/", {"who": "Sam Reed", "channel": "phone", **answers})
    return Contact.objects.latest("id")


def test_a_contact_runs_from_hello_to_wrap_up(advisor: Client, world: World) -> None:
    contact = begin(advisor)
    assert (contact.channel, contact.handled_by, contact.self_service) == ("phone", world.people["advisor"], False)
    assert "Wrap up" in advisor.get("/staff/").content.decode()
    advisor.post(f"/staff/contacts/{contact.reference}/pause/")
    assert "Paused" in advisor.get("/staff/").content.decode()
    advisor.post(f"/staff/contacts/{contact.reference}/resume/")
    assert (
        "Select what came of it"
        in advisor.post(f"/staff/contacts/{contact.reference}/wrap-up/", {"reason": "x"}).content.decode()
    )
    ended = {"reason": "Asked about a skip", "outcome": "resolved", "avoidable": "signposting"}
    assert advisor.post(f"/staff/contacts/{contact.reference}/wrap-up/", ended).status_code == 302
    contact.refresh_from_db()
    assert (contact.state, contact.avoidable, contact.avoidable_suggested) == ("closed", "signposting", "not")


def test_somebody_with_an_open_case_is_suggested_to_be_chasing(advisor: Client, world: World) -> None:
    case = make_case(world, at=timezone.now())
    contact = begin(advisor)
    page = advisor.get(f"/staff/contacts/{contact.reference}/").content.decode()
    assert "This is them" in page
    advisor.post(f"/staff/contacts/{contact.reference}/identify/", {"customer": case.customer.reference})
    page = advisor.get(f"/staff/contacts/{contact.reference}/wrap-up/").content.decode()
    assert "Asking what is happening" in page
    assert case.title in page
    advisor.post(f"/staff/contacts/{contact.reference}/about-case/", {"case": case.reference})
    assert case.contact_links.count() == 2


def test_a_request_is_taken_for_a_caller_once_however_often_it_is_sent(advisor: Client, world: World) -> None:
    contact = begin(advisor)
    service = world.services["pothole"].pk
    advisor.post(
        f"/staff/contacts/{contact.reference}/describe/", {"service": service, "reason": "A hole", "notes": ""}
    )
    page = advisor.get(f"/staff/contacts/{contact.reference}/request/").content.decode()
    assert "Go on" in page
    answers = fill_in(advisor, contact)
    assert Case.objects.count() == 1, answers
    advisor.post(f"/staff/contacts/{contact.reference}/request/", answers)
    case = Case.objects.get()
    assert case.channel == "phone"
    assert case.contact_links.get().contact == contact


def fill_in(advisor: Client, contact: Contact) -> dict[str, Any]:
    """Type until the form is through: the general enquiry, because the test's service has no form of its own."""
    answers: dict[str, Any] = {"go": "yes", "key": "one"}
    typed = {"name__first": "Sam", "name__last": "Reed", "email": "sam.reed@example.org", "phone": "01632 960 111"}
    for _ in range(12):
        answer = advisor.post(f"/staff/contacts/{contact.reference}/request/", answers)
        if answer.status_code == 302:
            return answers
        block = answer.context["form_with_errors"] or answer.context["asked"].blocks[-1][-1]
        answers["shown"] = [key for key, *_ in answer.context["asked"].blocks]
        for name, field in block.fields.items():
            if name in ("place", "where"):
                answers[f"{name}__description"] = "Outside the school"
                continue
            choices = [value for value, _ in getattr(field, "choices", []) if value]
            answers.setdefault(name, choices[0] if choices else typed.get(name, "There is a deep hole"))
        answers |= typed
    raise AssertionError(block.errors)


def test_a_second_hand_off_is_refused(advisor: Client, world: World) -> None:
    contact = begin(advisor)
    wanted = {"team": str(world.teams["care"].pk), "notes": "Wants to talk about her mother"}
    assert advisor.post(f"/staff/contacts/{contact.reference}/hand-off/", wanted).status_code == 302
    again = advisor.post(f"/staff/contacts/{contact.reference}/hand-off/", wanted).content.decode()
    assert "handed off once already" in again


def test_search_finds_by_anything_known_and_a_reference_opens_the_case(advisor: Client, world: World) -> None:
    case = make_case(world, at=timezone.now())
    assert "Sam Reed" in advisor.get("/staff/search/?q=sam+ried").content.decode()
    assert "Sam Reed" in advisor.get("/staff/search/?q=sam.reed@example.org").content.decode()
    assert advisor.get(f"/staff/search/?q={case.reference}").headers["Location"] == f"/staff/cases/{case.reference}/"


def test_two_records_of_one_person_become_one_and_two_again(advisor: Client, world: World) -> None:
    def customer(email: str) -> Any:
        return find_or_create_customer(
            name="Sam Reed", email=email, phone="", organisation=world.county, actor=world.system, at=BEFORE
        ).customer

    keep, other = customer("sam@example.org"), customer("sammy@example.net")
    made = advisor.post(f"/staff/customers/{keep.reference}/merge/", {"other": other.reference, "reason": "Same phone"})
    assert made.status_code == 302, made.content.decode()[-2000:]
    page = advisor.get(f"/staff/customers/{keep.reference}/").content.decode()
    assert "sammy@example.net" in page
    merge = keep.merges.get()
    advisor.post(f"/staff/customers/{keep.reference}/merges/{merge.pk}/undo/")
    page = advisor.get(f"/staff/customers/{keep.reference}/").content.decode()
    assert "sammy@example.net" not in page


def test_more_people_of_one_name_than_anybody_reads_are_narrowed_by_what_to_add(advisor: Client, world: World) -> None:
    for number in range(25):
        made.customer(world.county, given_name="Pat", family_name=f"Smith{'abcdefghijklmnopqrstuvwxy'[number]}")
    found = advisor.get("/staff/search/?q=pat+smith").content.decode()
    assert "These are the first 25. Add a postcode or a date of birth" in found
    assert "These are the first" not in advisor.get("/staff/search/?q=pat+smitha").content.decode()
