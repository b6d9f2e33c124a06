"""The desk around a contact: what they probably want, notices, prompts, and what is typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civichub.cases.operations.opening import Reporter
from civichub.cases.operations.promises import make_promise
from civichub.catalogue.models import ServiceNotice
from civichub.catalogue.notices import notices_for
from civichub.catalogue.operations import NoticeWords, change_notice, declare_notice, withdraw_notice
from civichub.contacts.models import Contact, Typed
from civichub.contacts.operations import close_contact, identify_customer, keep_typed, open_contact, turn_to_contact
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, Invalid, NotAllowed
from civichub.customers.normalising import Address as Home
from civichub.customers.operations import add_contact_point, flag_at_risk
from civichub.knowledge.models import PromptAnswer
from civichub.knowledge.operations.prompts import PromptText, answer_prompt, end_prompt, write_prompt
from civichub.knowledge.prompting import Facts
from civichub.knowledge.prompts import prompt_rules_kept_by, prompts_for, uptake_of
from civichub.places.models import Address, AddressArea, Area, Street
from tests.db.staff.test_case_pages import sign_in
from tests.factories.world import World, make_case

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def mill(world: World) -> Address:
    """2 Mill Street, in Castle ward of Lowton."""
    street = Street.objects.create(key="1", name="Mill Street", town="Lowton", search_text="mill street lowton")
    address = Address.objects.create(
        uprn="1001", building_number="2", street="Mill Street", town="Lowton", postcode="LO1 1AA", easting=400500,
        northing=300500, on_street=street, search_text="2 mill street lowton lo1 1aa",
    )  # fmt: skip
    kinds = (("ward", "C1", None), ("county", "T", world.county), ("district", "L", world.lowton))
    for kind, code, organisation in kinds:
        area = Area.objects.create(
            kind=kind, code=code, name=code, organisation=organisation, valid_from=date(2020, 1, 1), geometry=[],
            west=400000, south=300000, east=401000, north=301000,
        )  # fmt: skip
        AddressArea.objects.create(address=address, area=area)
    return address


def words(**more: Any) -> NoticeWords:
    return NoticeWords(**{"title": "Burst main", "text": "No water.", "ends_at": NOW + timedelta(hours=4)} | more)


def titles(**asked: Any) -> list[str]:
    return [one.title for one in notices_for(**{"at": NOW, "channel": "desk"} | asked)]


def test_a_notice_holds_in_its_streets_or_wards_or_everywhere_while_it_lasts(world: World, mill: Address) -> None:
    leader, ward = world.people["leader"], Area.objects.get(kind="ward")
    said = {"organisation": world.county, "actor": leader, "at": NOW}
    street = declare_notice(words=words(title="Street"), streets=[mill.on_street], **said)
    declare_notice(words=words(title="Ward", channels=("portal",)), areas=[ward], **said)
    declare_notice(words=words(title="Everywhere", services=(world.services["pothole"],)), **said)
    declare_notice(
        words=words(title="Later", ends_at=NOW + timedelta(days=2)), begins_at=NOW + timedelta(days=1), **said
    )
    assert titles(uprn="1001") == ["Everywhere", "Street"]
    assert titles(uprn="1001", channel="portal") == ["Everywhere", "Ward", "Street"]
    assert titles(organisation_id=world.county.pk) == ["Everywhere"]
    assert titles(organisation_id=world.lowton.pk) == titles(uprn="9") == []
    assert titles(uprn="1001", at=NOW + timedelta(days=1, hours=1)) == ["Later"]
    other = next(one for slug, one in world.services.items() if slug != "pothole")
    assert titles(uprn="1001", service_id=other.pk) == ["Street"]
    change_notice(notice=street, words=words(title="Street, still"), actor=leader, at=NOW)
    assert titles(uprn="1001")[-1] == "Street, still"
    withdraw_notice(notice=street, why="Mended", actor=leader, at=NOW)
    assert titles(uprn="1001") == ["Everywhere"]
    with pytest.raises(Conflict):
        withdraw_notice(notice=street, why="Again", actor=leader, at=NOW)
    assert ServiceNotice.objects.get(pk=street.pk).place_words == "Mill Street, Lowton"


def test_a_notice_needs_the_power_an_end_and_words(world: World) -> None:
    said = {"organisation": world.county, "at": NOW}
    with pytest.raises(NotAllowed):
        declare_notice(words=words(), actor=world.people["advisor"], **said)
    for wrong in ({"title": ""}, {"ends_at": NOW}, {"channels": ()}, {"ends_at": NOW + timedelta(days=400)}):
        with pytest.raises(Invalid):
            declare_notice(words=words(**wrong), actor=world.people["leader"], **said)


def test_a_leader_declares_it_on_the_page_and_the_advisor_and_the_resident_read_it(
    client: Client, world: World, mill: Address
) -> None:
    sign_in(client, world, "leader")
    sent = {"organisation": world.county.pk, "title": "Burst main", "text": "No water", "ends": "6",
            "channels": ["desk", "portal"], "service": world.services["pothole"].pk, "ward": ""}  # fmt: skip
    page = client.post("/staff/notices/declare/", {**sent, "streets": "Mil Street"}).content.decode()
    assert "We know no street called Mil Street" in page
    assert client.post("/staff/notices/declare/", {**sent, "streets": "mill street, lowton"}).status_code == 302
    notice = ServiceNotice.objects.get()
    assert "Burst main" in client.get("/staff/notices/").content.decode()
    contact = open_contact(organisation=world.county, channel="phone", actor=world.people["advisor"], at=NOW)
    sign_in(client, world, "advisor")
    address = f"/staff/contacts/{contact.reference}/"
    assert "Burst main" not in client.get(address).content.decode()
    assert "Burst main" in client.get(f"{address}?where=2 Mill Street").content.decode()
    assert "Burst main" in client.get(f"{address}notices/?where=2 Mill Street").content.decode()
    slug = world.services["pothole"].slug
    assert "Burst main" in client.get(f"/services/{slug}/").content.decode()
    assert client.get(f"/staff/notices/{notice.pk}/change/").status_code == 403
    sign_in(client, world, "leader")
    assert client.get("/staff/notices/999999/change/").status_code == 404
    assert client.post(f"/staff/notices/{notice.pk}/withdraw/", {"why": "Mended"}).status_code == 302
    assert "Burst main" not in client.get(f"/services/{slug}/").content.decode()


def caller(world: World, mill: Address) -> tuple[Any, Contact]:
    """Somebody at Mill Street with an overdue promise, on the telephone."""
    case = make_case(world, at=NOW - timedelta(days=9))
    officer = world.people["officer"]
    make_promise(case=case, text="The crew comes back", due_on=london_date(NOW - timedelta(days=3)), actor=officer,
                 at=NOW - timedelta(days=8))  # fmt: skip
    home = Home(("2 Mill Street", "Lowton"), "LO1 1AA", "1001")
    add_contact_point(customer=case.customer, kind="address", address=home, actor=world.people["advisor"], at=NOW)
    contact = open_contact(
        organisation=world.county, channel="phone", customer=case.customer, actor=world.people["advisor"], at=NOW
    )
    return case, contact


def test_the_page_says_what_they_probably_want_in_the_same_number_of_statements_however_much_there_is(
    client: Client, world: World, mill: Address
) -> None:
    _, contact = caller(world, mill)
    sign_in(client, world, "advisor")
    address = f"/staff/contacts/{contact.reference}/"
    page = client.get(address).content.decode()
    assert "Overdue: was promised for" in page
    assert page.index("The crew comes back") < page.index("They are calling about this")
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for hour in range(4):
        more = make_case(world, at=NOW - timedelta(hours=hour + 1))
        make_promise(case=more, text="More", due_on=london_date(NOW), actor=world.people["officer"], at=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few), "\n".join(query["sql"][:160] for query in many.captured_queries)
    assert len(few) <= 34, len(few)


def test_somebody_elses_case_at_the_address_is_shown_with_a_caution_and_never_for_a_person_at_risk(
    client: Client, world: World, mill: Address
) -> None:
    _, contact = caller(world, mill)

    other = make_case(
        world, at=NOW - timedelta(days=2), title="Neighbour hole", reporter=Reporter("Ann Poe", "ann@example.org")
    )
    advisor = world.people["advisor"]
    home = Home(("2 Mill Street", "Lowton"), "LO1 1AA", "1001")
    add_contact_point(customer=other.customer, kind="address", address=home, actor=advisor, at=NOW)
    sign_in(client, world, "advisor")
    address = f"/staff/contacts/{contact.reference}/"
    page = client.get(address).content.decode()
    assert "Neighbour hole" in page
    assert "Say nothing of it unless" in page
    flag_at_risk(
        customer=other.customer, why="Fled", review_on=london_date(NOW + timedelta(days=90)), actor=advisor, at=NOW
    )
    page = client.get(address).content.decode()
    assert "Neighbour hole" not in page
    assert "Ann Poe" not in page
    flag_at_risk(
        customer=contact.customer, why="Fled", review_on=london_date(NOW + timedelta(days=90)), actor=advisor, at=NOW
    )
    assert "Mill Street" not in client.get(address).content.decode()


def rule(world: World, **more: Any) -> Any:
    text = PromptText(**{
        "offer": "a fire safety check", "because": "they asked about a pothole", "condition": 'asked == "pothole"',
        "service": world.services["missed-bin"],
        "from_day": london_date(NOW),
    } | more)  # fmt: skip
    return write_prompt(organisation=world.county, text=text, actor=world.people["manager"], at=NOW)


def test_a_prompt_is_offered_answered_once_and_quiet_for_its_months(
    client: Client, world: World, mill: Address
) -> None:
    made = rule(world)
    _, contact = caller(world, mill)
    Contact.objects.filter(pk=contact.pk).update(service=world.services["pothole"])
    sign_in(client, world, "advisor")
    address = f"/staff/contacts/{contact.reference}/"
    assert "A fire safety check" in client.get(address).content.decode()
    answer = client.post(f"{address}prompts/{made.pk}/", {"said": "accepted"})
    assert answer.url == f"{address}request/"
    contact.refresh_from_db()
    assert contact.service_id == made.service_id
    client.post(f"{address}prompts/{made.pk}/", {"said": "declined"})
    assert PromptAnswer.objects.get().said == "declined"
    asked = {"organisation_id": world.county.pk, "family": (contact.customer_id,), "contact_reference": "OTHER"}
    facts = Facts(asked="pothole")
    assert prompts_for(facts, at=NOW, **asked) == []
    assert len(prompts_for(facts, at=NOW + timedelta(days=400), **asked)) == 1
    assert len(prompts_for(facts, at=NOW, **asked | {"family": ()})) == 1
    figures = uptake_of(prompt_rules_kept_by(world.people["manager"]), since=NOW - timedelta(days=1))
    assert [(one.declined, one.accepted_words) for one in figures] == [(1, "0%")]
    end_prompt(rule=made, actor=world.people["manager"], at=NOW)
    assert prompts_for(facts, at=NOW, **asked | {"family": ()}) == []


def test_a_rule_with_a_wrong_condition_or_without_the_power_is_refused(client: Client, world: World) -> None:
    with pytest.raises(Invalid):
        rule(world, condition='language == "pl"')
    with pytest.raises(Invalid):
        rule(world, quiet_months=0)
    made = rule(world)
    contact = open_contact(organisation=world.county, channel="phone", actor=world.people["advisor"], at=NOW)
    with pytest.raises(NotAllowed):
        answer_prompt(rule=made, contact=contact, said="accepted", actor=world.people["district"], at=NOW)
    sign_in(client, world, "manager")
    assert "A fire safety check" in client.get("/staff/prompts/").content.decode()
    sent = {"organisation": world.county.pk, "offer": "x", "because": "y", "words": "", "condition": "age ==",
            "service": world.services["pothole"].pk, "quiet_months": 12, "from_day_0": "1", "from_day_1": "1",
            "from_day_2": "2026"}  # fmt: skip
    assert client.post("/staff/prompts/add/", sent).status_code == 200
    assert client.post("/staff/prompts/add/", {**sent, "condition": "age == 65"}).status_code == 302
    assert client.post(f"/staff/prompts/{made.pk}/change/", {**sent, "condition": "age == 66"}).status_code == 302
    sign_in(client, world, "advisor")
    assert client.get("/staff/prompts/").status_code == 403


def test_what_is_typed_is_kept_shown_again_and_gone_when_it_is_sent(client: Client, world: World) -> None:
    advisor = world.people["advisor"]
    contact = open_contact(organisation=world.county, channel="phone", actor=advisor, at=NOW)
    sign_in(client, world, "advisor")
    address = f"/staff/contacts/{contact.reference}/"
    assert client.post(f"{address}typed/notes/", {"notes": "Half a sen", "reason": ""}).json() == {"kept": True}
    client.post(f"{address}typed/notes/", {"notes": "Half a sentence", "reason": "", "service": "77"})
    assert "Half a sentence" in client.get(address).content.decode()
    assert client.post(f"{address}typed/notes/", {"notes": "\x00"}).status_code == 409
    assert client.post(f"{address}typed/notes/", {f"f{n}": "x" for n in range(200)}).status_code == 409
    client.post(f"{address}describe/", {"notes": "A sentence", "reason": "", "service": world.services["pothole"].pk})
    assert not Typed.objects.exists()
    keep_typed(contact=contact, place="wrap", values={"notes": ["x"]}, actor=advisor, at=NOW)
    assert keep_typed(contact=contact, place="wrap", values={"notes": [" "]}, actor=advisor, at=NOW) is None
    keep_typed(contact=contact, place="wrap", values={"notes": ["x"]}, actor=advisor, at=NOW)
    close_contact(contact=contact, outcome="resolved", avoidable="not", actor=advisor, at=NOW)
    assert not Typed.objects.exists()
    assert client.post(f"{address}typed/notes/", {"notes": "late"}).status_code == 409


def test_turning_to_a_contact_pauses_the_others_but_chats_go_on_beside_each_other(client: Client, world: World) -> None:
    advisor = world.people["advisor"]
    call, chat, second = (
        open_contact(organisation=world.county, channel=channel, caller=channel, actor=advisor, at=NOW)
        for channel in ("phone", "webchat", "webchat")
    )
    turn_to_contact(contact=chat, actor=advisor, at=NOW)
    assert states(call, chat, second) == ["paused", "open", "open"]
    sign_in(client, world, "advisor")
    assert "2 waiting" in client.get("/staff/").content.decode()
    client.post(f"/staff/contacts/{call.reference}/turn/")
    assert states(call, chat, second) == ["open", "paused", "paused"]
    identify_customer(contact=chat, customer=None, actor=advisor, at=NOW)
    twice = {"who": "Sam", "channel": "phone", "key": "one"}
    first = client.post("/staff/contacts/begin/", twice).url
    assert client.post("/staff/contacts/begin/", twice).url == first


def states(*contacts: Contact) -> list[str]:
    return [Contact.objects.get(pk=one.pk).state for one in contacts]


def test_one_box_finds_references_articles_colleagues_and_near_names(client: Client, world: World) -> None:
    case = make_case(world, at=NOW)
    contact = open_contact(organisation=world.county, channel="phone", actor=world.people["advisor"], at=NOW)
    sign_in(client, world, "advisor")
    assert client.get("/staff/search/", {"q": case.reference}).url.endswith(f"/cases/{case.reference}/")
    assert client.get("/staff/search/", {"q": contact.reference}).url.endswith(f"/contacts/{contact.reference}/")
    page = client.get("/staff/search/", {"q": "sam reed"}).content.decode()
    assert "Sam Reed" in page
    assert "search/more/?q=sam%20reed" in page
    rest = client.get("/staff/search/more/", {"q": "sam reed\x00"}).content.decode()
    assert "No other name, colleague, article or service fits" in rest
    assert "search/more/" not in client.get("/staff/search/", {"q": "sam@example.org"}).content.decode()
    assert (
        world.people["officer"].name
        in client.get("/staff/search/", {"q": world.people["officer"].name}).content.decode()
    )
