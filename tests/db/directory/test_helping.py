"""Requests for help meet volunteers: by need, place and time, never unchecked for what is sensitive, address last."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from civichub.cases.models import Case, HistoryEntry
from civichub.cases.operations.opening import Reporter
from civichub.cases.placing import Whereabouts
from civichub.core.errors import Invalid, NotAllowed, TransitionRefused
from civichub.core.held import Sought
from civichub.core.models import ReadEntry
from civichub.delivery.models import Message
from civichub.directory.held import held
from civichub.directory.links import help_link
from civichub.directory.matching import Check, Need
from civichub.directory.models import HelpOffer, Volunteer
from civichub.directory.operations.helping import (
    accept_offer,
    offer_to_service,
    offer_to_volunteer,
    record_check,
    save_volunteer,
)
from civichub.directory.queries.helping import matches_for, volunteers_for
from tests.factories.directory import put_address, record
from tests.factories.world import World, make_case

FAR_AWAY = date(2099, 1, 1)


@pytest.fixture
def here(world: World, settings: Any) -> World:
    settings.STAFF_SECOND_FACTOR = False
    put_address("100001", postcode="LE1 1AA", latitude=52.3, longitude=-1.9)
    return world


def volunteer(world: World, name: str = "Meg", *, check: str = "", **more: Any) -> Volunteer:
    fields = {"name": name, "email": f"{name.lower()}@help.example", "postcode": "LE1 1AA", "skills": ["befriending"],
              "times": [], "capacity": 1, "reach_metres": 5_000, **more}  # fmt: skip
    leader, now = world.fresh("leader"), timezone.now()
    made = save_volunteer(organisation=world.county, fields=fields, actor=leader, at=now)
    if check:
        record_check(volunteer=made, level=check, issued_on=date(2020, 1, 1), good_until=FAR_AWAY, actor=leader, at=now)
    return made


def request_for_help(world: World, **more: Any) -> Case:
    answers = {"help_with": ["befriending"], "help_days": ["tue"], "help_times": ["morning"]}
    reporter = Reporter("Edith Marlow", "edith@home.example", "+447700900499")
    return make_case(world, title="Help wanted", description="I would like company", answers=answers,
                     reporter=reporter, where=Whereabouts(uprn="100001"), at=timezone.now(), **more)  # fmt: skip


def offered(world: World, who: Volunteer, case: Case, **need: Any) -> HelpOffer:
    wanted = Need(("befriending",), **need)
    return offer_to_volunteer(volunteer=who, case_reference=case.reference, need=wanted, area="Lowton", words="",
                              reasons=[], actor=world.fresh("advisor"), at=timezone.now())  # fmt: skip


def at_the_desk(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.fresh(who))
    return client


def test_the_case_suggests_only_who_may_with_reasons(here: World) -> None:
    volunteer(here, "Meg", check=Check.ENHANCED, times=["tue-morning"])
    volunteer(here, "Bert", check=Check.BASIC)
    volunteer(here, "Una")
    case = request_for_help(here)
    page = at_the_desk(here, "officer").get(f"/staff/cases/{case.reference}/help/").content.decode()
    assert "Ask Meg" in page
    for words in ("Free Tuesday morning", "Close by", "regulated", "alone with somebody"):
        assert (words in page) == (words != "regulated"), words
    assert "Ask Bert" not in page
    assert "Ask Una" not in page
    assert ReadEntry.objects.filter(subject_id=case.pk, ground__startswith="Looking for help").exists()


def test_nobody_unchecked_can_be_asked_even_by_a_forged_post(here: World) -> None:
    una, bert = volunteer(here, "Una"), volunteer(here, "Bert", check=Check.BASIC, skills=["dog"])
    case = request_for_help(here)
    client = at_the_desk(here, "officer")
    for who, kinds in ((una, ["befriending"]), (bert, ["befriending"])):
        sent = {"volunteer": str(who.pk), "kinds": kinds, "sensitive": "no"}
        page = client.post(f"/staff/cases/{case.reference}/help/ask/", sent, follow=True).content.decode()
        assert "cannot be asked" in page
    risky = request_for_help(here)
    Case.objects.filter(pk=risky.pk).update(answers={"help_with": ["dog"], "help_at_risk": "yes"})
    sent = {"volunteer": str(bert.pk), "kinds": ["dog"], "sensitive": "no"}
    page = client.post(f"/staff/cases/{risky.reference}/help/ask/", sent, follow=True).content.decode()
    assert "the request is sensitive" in page
    assert not HelpOffer.objects.exists()
    assert not Message.objects.filter(to_address__endswith="help.example").exists()


def test_whoever_is_asked_learns_name_and_address_only_after_a_yes(here: World) -> None:
    meg, case = volunteer(here, check=Check.ENHANCED), request_for_help(here)
    client = at_the_desk(here, "officer")
    client.post(f"/staff/cases/{case.reference}/help/ask/", {"volunteer": str(meg.pk), "kinds": "befriending"})
    offer = HelpOffer.objects.get()
    mail = Message.objects.get(to_address="meg@help.example")
    link = urlsplit(help_link(offer)).path
    assert link in mail.body
    visitor = Client()
    before = visitor.get(link).content.decode()
    for secret in ("Edith", "Marlow", "07700", "Church Lane", "LE1 1AA", case.reference):
        assert secret not in before + mail.body + mail.subject, secret
        assert secret not in str(offer.need) + str(offer.reasons), secret
    assert HelpOffer.objects.get().state == "offered", "looking is not answering: mail programs open links"
    after = visitor.post(link, {"step": "accept"}, follow=True).content.decode()
    assert "Edith Marlow" in after
    assert "Church Lane" in after
    assert ReadEntry.objects.filter(subject_id=case.pk, ground=f"Accepted to help: offer {offer.pk}").exists()
    assert HistoryEntry.objects.filter(case=case, text="Meg will help.").exists()
    done = visitor.post(link, {"step": "finish", "words": "We had tea."}, follow=True).content.decode()
    assert "Edith" not in done
    offer.refresh_from_db()
    assert (offer.state, offer.feedback) == ("done", "We had tea.")
    assert visitor.post(link, {"step": "accept"}).status_code == 200
    assert HelpOffer.objects.get().state == "done"


def test_withdrawing_closes_the_link_and_declining_says_nothing(here: World) -> None:
    meg, case = volunteer(here, check=Check.ENHANCED, capacity=3), request_for_help(here)
    offer = offered(here, meg, case)
    visitor, link = Client(), urlsplit(help_link(offer)).path
    visitor.post(link, {"step": "accept"})
    client = at_the_desk(here, "officer")
    client.post(f"/staff/cases/{case.reference}/help/{offer.pk}/withdraw/")
    assert "Edith" not in visitor.get(link).content.decode()
    again = offered(here, meg, case)
    visitor.post(urlsplit(help_link(again)).path, {"step": "decline", "words": "On holiday"})
    again.refresh_from_db()
    assert (again.state, again.answer) == ("declined", "On holiday")
    assert visitor.get(link[:-3] + "xx/").status_code == 404


def test_a_check_that_ran_out_or_a_full_list_stops_a_late_yes(here: World) -> None:
    meg = volunteer(here, check=Check.ENHANCED)
    first, second = offered(here, meg, request_for_help(here)), offered(here, meg, request_for_help(here))
    accept_offer(offer=first, actor=here.system, at=timezone.now())
    with pytest.raises(TransitionRefused, match="any more"):
        accept_offer(offer=second, actor=here.system, at=timezone.now())
    bea = volunteer(here, "Bea", check=Check.ENHANCED)
    third = offered(here, bea, request_for_help(here))
    bea.checks.update(good_until=date(2020, 1, 2))
    with pytest.raises(TransitionRefused, match="any more"):
        accept_offer(offer=third, actor=here.system, at=timezone.now())


def test_a_volunteer_is_asked_once_about_a_case(here: World) -> None:
    meg, case = volunteer(here, check=Check.ENHANCED, capacity=5), request_for_help(here)
    offered(here, meg, case)
    with pytest.raises(TransitionRefused, match="already"):
        offered(here, meg, case)
    found = matches_for(here.fresh("advisor"), Need(("befriending",)), organisation_id=here.county.pk,
                        case_reference=case.reference, on=timezone.localdate())  # fmt: skip
    assert found == []


def test_volunteers_are_seen_by_their_own_organisation_alone(here: World) -> None:
    meg, case = volunteer(here, check=Check.ENHANCED), request_for_help(here)
    for who in ("district", "stranger", "analyst", "referrer"):
        assert not volunteers_for(here.fresh(who)).exists(), who
        with pytest.raises(NotAllowed):
            offer_to_volunteer(volunteer=meg, case_reference=case.reference, need=Need(()), area="", words="",
                               reasons=[], actor=here.fresh(who), at=timezone.now())  # fmt: skip
    client = at_the_desk(here, "district")
    for path in (f"/staff/volunteers/{meg.pk}/", f"/staff/cases/{case.reference}/help/", "/staff/volunteers/999999/"):
        assert client.get(path).status_code == 404
    listed = client.get("/staff/volunteers/").content.decode()
    assert "Meg" not in listed


def test_a_volunteer_needs_a_known_postcode_and_something_they_do(here: World) -> None:
    with pytest.raises(Invalid) as refused:
        volunteer(here, postcode="ZZ1 1ZZ", skills=["flying"], capacity=0, reach_metres=0)
    assert set(refused.value.errors) == {"postcode", "skills", "capacity", "reach_metres"}
    with pytest.raises(NotAllowed):
        save_volunteer(organisation=here.county, fields={}, actor=here.fresh("advisor"), at=timezone.now())


def test_a_community_service_is_asked_but_not_for_what_is_sensitive(here: World) -> None:
    service, case = record(here, at=timezone.now()), request_for_help(here)
    common: dict[str, Any] = {"service": service, "organisation": here.county, "to_email": service.email, "area": "",
                              "case_reference": case.reference, "words": "", "reasons": [],
                              "actor": here.fresh("advisor"), "at": timezone.now()}  # fmt: skip
    offer_to_service(need=Need(("befriending",)), **common)
    assert Message.objects.filter(to_address=service.email).count() == 1
    with pytest.raises(TransitionRefused, match="sensitive"):
        offer_to_service(need=Need(("befriending",), sensitive=True), **common)


def test_what_is_held_on_a_volunteer_is_found(here: World) -> None:
    volunteer(here, check=Check.ENHANCED, notes="Drives a van")
    found = list(held(Sought(frozenset({here.county.pk}), emails=frozenset({"meg@help.example"}))))
    assert "Drives a van" in found[0].text
    assert not list(held(Sought(frozenset({here.lowton.pk}), emails=frozenset({"meg@help.example"}))))
