"""A councillor acts for a resident who asked: what it opens, what it never opens, and how it ends."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civichub.accounts.models import Membership
from civichub.cases.models import Representation
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.representing import (
    end_representation,
    record_representation,
    write_for_resident,
)
from civichub.cases.operations.sheltering import shelter_case
from civichub.cases.queries import get_case_for
from civichub.core.errors import Conflict, HubError, Invalid, NotAllowed, NotFound
from civichub.core.models import AuditEntry, ReadEntry
from civichub.customers.models import Customer
from civichub.customers.operations import flag_at_risk, merge_customers
from civichub.delivery.models import Message
from civichub.forms.operations.versions import load_library
from civichub.notifications import member_news
from civichub.notifications.links import acting_link
from civichub.places.operations import change_councillor, retire_councillor
from civichub.routing.models import WorkItem
from civichub.routing.operations import define_queue
from tests.db.trust.every_address import signed_in
from tests.factories import customers as made
from tests.factories.members import OUTSIDE, asked, seat, take_up
from tests.factories.world import BEFORE, NOON, World, make_case, make_world

VARYING = re.compile(r'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"|"x-csrftoken": ?"[^"]+"|X-CSRFToken[^}]+', re.I)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.STAFF_SECOND_FACTOR, settings.SMTP_URL = False, "smtp://localhost:2525"
    return make_world()


def page(world: World, begun: Representation, who: str = "councillor") -> Any:
    return signed_in(world.fresh(who)).get(reverse("ward-case", args=[begun.case.reference]))


def test_taking_up_opens_a_case_in_the_members_name_and_tells_them_nothing_they_did_not_type(world: World) -> None:
    known, _ = made.signed_up(world.county, given_name="Ada", family_name="Quill", email="ada.quill@home.example",
                              phone="07700 900999")  # fmt: skip
    begun = take_up(world, seat(world))
    case = begun.case
    assert (case.channel, case.reporter_name, case.organisation) == ("partner", "Ada Quill", world.county)
    assert case.customer_id != known.pk, "what a member types opens no record that somebody signs in to"
    assert case.history.get(kind="opened").actor == world.people["councillor"]
    text = page(world, begun).content.decode()
    assert "Ada Quill" in text
    assert "3 Elm Row" in text
    assert "900321" in text
    assert "900999" not in text
    assert known.reference not in text
    assert AuditEntry.objects.filter(action="case.representation_began", subject_id=case.pk).exists()
    read = ReadEntry.objects.filter(subject_type="cases.case", subject_id=case.pk, actor=world.people["councillor"])
    assert read.get().ground.startswith("Acts for the resident")


def test_only_a_member_in_office_takes_up_and_only_with_a_way_to_tell_the_resident(world: World) -> None:
    held = seat(world)
    for who in ("advisor", "referrer", "analyst", "officer"):
        with pytest.raises(NotAllowed):
            take_up(world, held, actor=world.people[who])
    own = "Councillor@County.example"
    for reporter in (Reporter("Ada Quill"), Reporter("", "ada@home.example"), Reporter("Ada Quill", own)):
        with pytest.raises(Invalid):
            take_up(world, held, reporter=reporter)
    with pytest.raises(Invalid):
        take_up(world, held, on=date(2026, 3, 4))
    with pytest.raises(Invalid):
        take_up(world, held, how="by pigeon")
    with pytest.raises(Invalid):
        take_up(world, held, shares=("everything",))
    assert not Representation.objects.exists()


def test_the_member_sees_what_the_resident_may_see_and_shares_and_no_more(world: World) -> None:
    held = seat(world)
    begun, bare = take_up(world, held), take_up(world, held, shares=())
    officer = world.people["officer"]
    for one in (begun, bare):
        add_note(case=one.case, text="Private: a canary", public=False, actor=officer, at=NOON)
        add_note(case=one.case, text="The crew comes tomorrow", public=True, actor=officer, at=NOON)
    other = make_case(world, customer=begun.case.customer)
    text, less = page(world, begun).content.decode(), page(world, bare).content.decode()
    assert "The crew comes tomorrow" in text
    assert "The crew comes tomorrow" not in less
    assert "canary" not in text + less
    assert other.reference not in text
    member = signed_in(world.fresh("councillor"))
    for refused in ("case", "case-note", "case-acting"):
        assert member.get(reverse(refused, args=[begun.case.reference])).status_code == 403
    assert member.get(reverse("ward-case", args=[other.reference])).status_code == 404
    with pytest.raises(NotFound):
        get_case_for(world.fresh("councillor"), begun.case.reference)


def test_another_member_is_answered_exactly_as_for_a_case_that_is_not_there(world: World) -> None:
    begun = take_up(world, seat(world))
    Membership.objects.create(user=world.people["analyst"], organisation=world.county, role="councillor")
    seat(world, "analyst", code="W2")
    other = signed_in(world.fresh("analyst"))
    for name in ("ward-case", "ward-end", "ward-write"):
        ask = other.post if name == "ward-write" else other.get
        theirs, missing = (ask(reverse(name, args=[ref])) for ref in (begun.case.reference, "222222222"))
        assert theirs.status_code == missing.status_code == 404
        assert VARYING.sub("", theirs.content.decode()) == VARYING.sub("", missing.content.decode())
    assert begun.case.reference not in other.get("/staff/ward/").content.decode()
    for guess in ("%00", "x" * 500, "1", begun.case.reference[:-1]):
        assert other.get(f"/staff/ward/cases/{guess}/").status_code == 404
    with pytest.raises(NotAllowed):
        write_for_resident(representation=begun, text="Let me in", actor=world.fresh("analyst"), at=NOON)
    with pytest.raises(NotAllowed):
        end_representation(representation=begun, actor=world.fresh("analyst"), at=NOON)
    with pytest.raises(NotAllowed):
        record_representation(case=begun.case, seat=begun.seat, asked=asked(), actor=world.fresh("analyst"), at=NOON)


def test_the_resident_ends_it_by_the_link_and_the_member_loses_sight_at_once(world: World) -> None:
    begun = take_up(world, seat(world), at=timezone.now())
    member_news.tell_of_beginning(begun.pk, timezone.now())
    message = Message.objects.get(to_address="ada.quill@home.example")
    assert "Councillor Councillor" in message.subject
    assert acting_link(begun.pk) in message.body
    path, visitor = urlsplit(acting_link(begun.pk)).path, Client()
    assert "Shall Councillor Councillor no longer act for you?" in visitor.get(path).content.decode()
    assert page(world, begun).status_code == 200, "opening the link ends nothing: mail programs open links"
    assert "can no longer see your request" in visitor.post(path).content.decode()
    assert visitor.post(path).status_code == 200
    assert page(world, begun).status_code == 404
    member = signed_in(world.fresh("councillor"))
    assert begun.case.reference not in member.get("/staff/ward/").content.decode()
    assert member.post(reverse("ward-write", args=[begun.case.reference]), {"text": "Why?"}).status_code == 404
    before = Message.objects.count()
    member_news.tell_members(begun.case_id, "step:1", timezone.now())
    assert Message.objects.count() == before
    member_news.tell_of_end(begun.pk, timezone.now())
    over = Message.objects.get(to_address="councillor@county.example")
    assert "no longer act" in over.subject
    assert "Ada" not in over.body
    for forged in (path[:-3] + "xx/", "/acting-for/1/", "/acting-for/1:%00/", f"/acting-for/{'9' * 300}/"):
        assert visitor.get(forged).status_code == 404


def test_the_end_of_the_seat_or_the_role_ends_it_without_anybody_doing_anything(world: World) -> None:
    held = seat(world)
    begun = take_up(world, held)
    assert page(world, begun).status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    retire_councillor(councillor=held, last_day=yesterday, actor=world.system, at=NOON)
    assert page(world, begun).status_code == 404
    assert "No seat is linked" in signed_in(world.fresh("councillor")).get("/staff/ward/").content.decode()
    assert signed_in(world.fresh("councillor")).get("/staff/ward/take-up/").status_code == 403
    with pytest.raises(NotAllowed):
        write_for_resident(representation=begun, text="Still me", actor=world.people["councillor"], at=timezone.now())
    held.ends_on = None
    held.save()
    assert page(world, begun).status_code == 200
    change_councillor(councillor=held, changes={"account": world.people["analyst"]}, actor=world.system, at=NOON)
    assert page(world, begun).status_code == 404
    held.account = world.people["councillor"]
    held.save()
    Membership.objects.filter(user=world.people["councillor"]).update(ends_at=NOON)
    assert page(world, begun).status_code == 403


def test_when_the_resident_is_at_risk_nothing_shows_where_they_live_or_how_to_reach_them(world: World) -> None:
    begun = take_up(world, seat(world), at=timezone.now())
    customer = begun.case.customer
    flag_at_risk(customer=customer, why="Fled", review_on=date(2027, 1, 1), actor=world.system, at=timezone.now())
    shelter_case(case=begun.case, actor=world.system, at=timezone.now())
    text = page(world, begun).content.decode()
    assert "withheld for safety" in text
    for canary in ("Elm Row", "900321", "ada.quill", "Ada lives"):
        assert canary not in text
        assert canary not in signed_in(world.fresh("councillor")).get("/staff/ward/").content.decode()
    member_news.tell_members(begun.case_id, "step:1", timezone.now())
    assert not Message.objects.filter(to_address="councillor@county.example").exists()


def test_merging_the_resident_with_another_record_opens_no_more(world: World) -> None:
    begun = take_up(world, seat(world))
    keep = made.reachable(world.county, given_name="Ada", family_name="Quill", phone="07700 900777")
    other = make_case(world, customer=keep)
    merge_customers(keep=keep, absorb=Customer.objects.get(pk=begun.case.customer_id), reason="One person",
                    actor=world.system, at=NOON)  # fmt: skip
    text = page(world, begun).content.decode()
    assert "900777" not in text
    assert other.reference not in text
    flag_at_risk(customer=Customer.objects.get(pk=keep.pk), why="Fled", review_on=date(2027, 1, 1),
                 actor=world.system, at=NOON)  # fmt: skip
    assert "900321" not in page(world, begun).content.decode()


def test_of_a_sensitive_service_the_member_sees_how_far_it_is_and_hears_nothing(world: World) -> None:
    begun = take_up(world, seat(world), service="social-care", shares=("words", "files"))
    add_note(case=begun.case, text="About her health", public=True, actor=world.people["care"], at=NOON)
    text = page(world, begun).content.decode()
    assert "We have received it" in text
    assert "About her health" not in text
    member_news.tell_members(begun.case_id, "step:1", timezone.now())
    assert not Message.objects.exists()


def test_what_the_member_asks_is_on_the_case_for_the_resident_and_in_the_queue_as_work(world: World) -> None:
    queue = define_queue(organisation=world.county, slug="desk", name="Desk", actor=world.people["leader"], at=NOON)
    begun = take_up(world, seat(world))
    member = signed_in(world.fresh("councillor"))
    address = reverse("ward-write", args=[begun.case.reference])
    assert member.post(address, {"text": ""}).status_code == 200
    assert member.post(address, {"text": "When will it be mended?"}).status_code == 302
    entry = begun.case.history.get(text="When will it be mended?")
    assert entry.public
    assert entry.actor == world.people["councillor"]
    item = WorkItem.objects.get(subject_kind="case", subject_id=begun.case_id)
    assert item.queue == queue
    assert "Councillor" in item.title
    officer = signed_in(world.fresh("officer"))
    shown = officer.get(reverse("case", args=[begun.case.reference])).content.decode()
    assert "When will it be mended?" in shown
    assert "acts for the resident" in shown
    assert "Until the term ends" in shown
    assert "paragraphs 23 and 24" in shown
    add_note(case=begun.case, text="On Friday", public=True, actor=world.people["officer"], at=NOON)
    member_news.tell_members(begun.case_id, "entry:1", timezone.now())
    told = Message.objects.get(to_address="councillor@county.example")
    assert "/staff/ward/cases/" in told.body
    assert "Friday" not in told.body
    assert "Ada" not in told.body


def test_an_advisor_records_it_for_a_councillor_who_rang_and_an_officer_ends_it_with_a_reason(world: World) -> None:
    held, case = seat(world), make_case(world)
    advisor = signed_in(world.fresh("advisor"))
    address = reverse("case-acting", args=[case.reference])
    typed = {"seat": held.pk, "how": "phone", "asked_on_0": "1", "asked_on_1": "2", "asked_on_2": "2026"}
    assert advisor.get(address).status_code == 200
    assert advisor.post(address, {**typed, "seat": "999"}).status_code == 200
    assert advisor.post(address, typed).status_code == 302
    assert "already" in advisor.post(address, typed).content.decode()
    begun = Representation.objects.get()
    text = page(world, begun).content.decode()
    assert begun.typed_by_member is False
    assert "Sam" not in text
    assert "High Street" not in text
    with pytest.raises(Conflict):
        record_representation(case=case, seat=held, asked=asked(), actor=world.people["officer"], at=NOON)
    end = reverse("case-acting-end", args=[case.reference, begun.pk])
    assert signed_in(world.fresh("stranger")).post(end, {"why": "Mine"}).status_code == 404
    officer = signed_in(world.fresh("officer"))
    assert officer.post(end, {"why": ""}).status_code == 200
    assert officer.get(reverse("case-acting-end", args=[case.reference, 987654321])).status_code == 404
    assert officer.post(end, {"why": "The resident rang and withdrew it"}).status_code == 302
    shown = officer.get(reverse("case", args=[case.reference])).content.decode()
    assert "The resident rang and withdrew it" in shown
    assert page(world, begun).status_code == 404
    with pytest.raises(HubError):
        record_representation(case=case, seat=held, asked=asked(), actor=world.people["stranger"], at=NOON)


def test_the_ward_is_counted_without_who_or_where(world: World) -> None:
    held = seat(world)
    begun = take_up(world, held, at=datetime(2026, 1, 5, 12, tzinfo=UTC), on=date(2026, 1, 5))
    take_up(world, held, where=OUTSIDE)
    take_up(world, held, service="social-care")
    sheltered = take_up(world, held, reporter=Reporter("Jo Hidden", "jo@home.example")).case.customer
    flag_at_risk(customer=sheltered, why="Fled", review_on=date(2027, 1, 1), actor=world.system, at=NOON)
    Representation.objects.update(ended_at=NOON, ended_by="resident")
    text = signed_in(world.fresh("councillor")).get("/staff/ward/").content.decode()
    assert "Pothole" in text
    assert "Ward W1" in text
    assert "We have received it: 1" in text, "neither the one outside nor the one of somebody at risk"
    assert "Social care" not in text
    for canary in ("Elm Row", "Ada", "Quill", "900321", begun.case.reference):
        assert canary not in text


def test_taking_up_by_the_page(world: World) -> None:
    seat(world)
    load_library(actor=world.system, at=BEFORE)
    member = signed_in(world.fresh("councillor"))
    today = timezone.localdate()
    typed: dict[str, Any] = {
        "who-name": "Ada Quill", "who-email": "", "who-how": "phone", "who-service": world.services["pothole"].pk,
        "who-asked_on_0": today.day, "who-asked_on_1": today.month, "who-asked_on_2": today.year,
        "who-shares": ["words"], "key": "k1",
    }  # fmt: skip
    assert (
        "Enter an email address, a telephone number or a postal address"
        in member.post("/staff/ward/take-up/", typed).content.decode()
    )
    typed["who-email"] = "ada.quill@home.example"
    text = member.post("/staff/ward/take-up/", typed).content.decode()
    assert 'name="shown"' in text
    assert not Representation.objects.exists()
