"""Who is told, where, in which words, and what is never in them (B5, B7, abuse cases 1, 3, 8 and 14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from civichub.cases.models import Case
from civichub.cases.operations.follow import follow_case
from civichub.cases.operations.opening import Reporter
from civichub.cases.queries import CaseFacts, facts_for_message
from civichub.cases.queries.telling import followers_to_tell
from civichub.core.errors import NotAllowed
from civichub.core.models import ReadEntry
from civichub.customers.models import ContactPoint, Customer
from civichub.customers.normalising import read_address
from civichub.customers.operations import flag_at_risk, merge_customers, move_home, record_death, set_need
from civichub.delivery.models import Message
from civichub.notifications import queries
from civichub.notifications.models import Notice
from civichub.notifications.operations import News, tell_customer, tell_followers
from tests.factories.world import World, make_case

DONE = News("case_resolved", "step:1:now", {"note": "The road was resurfaced."})


@pytest.fixture
def facts(world: World, customer: Callable[..., Customer], now: datetime) -> CaseFacts:
    """A case of a customer who has proved their email, and gave it for this case too."""
    return facts_of(make_case(world, customer=customer(), reporter=Reporter("Jo Bloggs", "jo@example.org"), at=now))


def facts_of(case: Case) -> CaseFacts:
    return facts_for_message(case.pk)


def tell(world: World, facts: CaseFacts, now: datetime, news: News = DONE) -> Notice:
    notice = tell_customer(facts=facts, news=news, actor=world.system, at=now)
    assert notice is not None
    return notice


def the_customer(facts: CaseFacts) -> Customer:
    return Customer.objects.get(pk=facts.customer_id)


def need(world: World, facts: CaseFacts, code: str, now: datetime, value: str = "") -> None:
    person = the_customer(facts)
    set_need(customer=person, code=code, value=value, source="By phone", actor=world.system, at=now)


def test_the_customer_is_told_by_name_at_their_proved_address(world: World, facts: CaseFacts, now: datetime) -> None:
    notice = tell(world, facts, now)
    message = Message.objects.get()
    assert notice.message == message
    assert (message.channel, message.to_address, message.recipient_verified) == ("email", "jo@example.org", True)
    assert message.body.startswith("Dear Jo Bloggs\n")
    assert "Deep hole outside the school" in message.body
    assert "The road was resurfaced." in message.body
    assert "/track/link/" in message.body
    assert message.about_reference == facts.reference
    assert message.recipient == f"customers.customer:{facts.customer_id}"
    assert message.why_channel == notice.reason
    assert message.template_key == "case_resolved/email/en"


def test_nothing_that_the_public_typed_goes_to_an_unproved_address(world: World, now: datetime) -> None:
    bomb = Reporter("WIN A PRIZE at evil.example", "victim@example.org")
    case = make_case(world, title="CLICK evil.example", reporter=bomb, at=now)
    tell(world, facts_of(case), now)
    message = Message.objects.get()
    assert not message.recipient_verified
    assert message.body.startswith("Hello\n")
    assert "evil" not in message.subject + message.body + message.to_name
    assert "PRIZE" not in message.subject + message.body + message.to_name


def test_a_person_is_told_of_one_occasion_once(world: World, facts: CaseFacts, now: datetime) -> None:
    assert tell(world, facts, now) == tell(world, facts, now + timedelta(hours=1))
    assert Message.objects.count() == 1
    tell(world, facts, now, replace(DONE, occasion="step:1:later"))
    assert Message.objects.count() == 2


def test_a_reporter_who_follows_too_is_told_once(world: World, facts: CaseFacts, now: datetime) -> None:
    case = Case.objects.get(pk=facts.case_id)
    follow_case(case=case, customer=the_customer(facts), actor=world.system, at=now)
    follow_case(case=case, email="JO@example.org", actor=world.system, at=now)
    follow_case(case=case, email="other@example.org", actor=world.system, at=now)
    tell(world, facts, now)
    followers = followers_to_tell(case.pk)
    news = News("followed_resolved", DONE.occasion)
    tell_followers(facts=facts, news=news, followers=followers, actor=world.system, at=now)
    assert sorted(Message.objects.values_list("to_address", flat=True)) == ["jo@example.org", "other@example.org"]


def test_two_records_that_were_merged_are_one_person(
    world: World, facts: CaseFacts, customer: Callable[..., Customer], now: datetime
) -> None:
    double = customer("Joanna", email="joanna@example.org")
    case = Case.objects.get(pk=facts.case_id)
    follow_case(case=case, customer=double, actor=world.system, at=now)
    merge_customers(keep=the_customer(facts), absorb=double, reason="Same person", actor=world.system, at=now)
    tell(world, facts, now)
    news, followers = News("followed_resolved", DONE.occasion), followers_to_tell(case.pk)
    tell_followers(facts=facts, news=news, followers=followers, actor=world.system, at=now)
    assert Message.objects.count() == 1


def test_a_follower_sees_nothing_that_the_reporter_wrote_and_can_stop(
    world: World, customer: Callable[..., Customer], now: datetime
) -> None:
    case = make_case(world, title="Mr Smith's rubbish", reporter=Reporter("Ann Onymous", "ann@example.org"), at=now)
    follower = follow_case(case=case, customer=customer("Sam"), actor=world.system, at=now)
    news, followers = News("followed_resolved", "x"), followers_to_tell(case.pk)
    tell_followers(facts=facts_of(case), news=news, followers=followers, actor=world.system, at=now)
    message = Message.objects.get()
    assert "Smith" not in message.subject + message.body
    assert "Ann" not in message.body + message.to_name
    assert f"/track/stop/{follower.pk}:" in message.body
    assert message.unsubscribe_url in message.body
    assert message.unsubscribe_url


@pytest.mark.parametrize(
    ("rule", "expected"), [("never_email", "sms"), ("never_text", "email"), ("no_letters_home", "email")]
)
def test_a_rule_for_contacting_is_obeyed_and_named(
    world: World, facts: CaseFacts, now: datetime, rule: str, expected: str
) -> None:
    need(world, facts, rule, now)
    notice = tell(world, facts, now)
    assert Message.objects.get().channel == expected
    assert "is closed to them" in notice.reason


def test_when_every_way_is_closed_nobody_is_told_and_a_person_can_see_why(
    world: World, facts: CaseFacts, now: datetime
) -> None:
    for rule in ("never_email", "never_text", "no_letters_home"):
        need(world, facts, rule, now)
    notice = tell(world, facts, now)
    assert notice.message is None
    assert notice.reason.startswith("Not told: ")
    assert list(queries.not_told(world.people["leader"])) == [notice]
    assert not queries.not_told(world.people["advisor"]).exists()
    assert queries.told_about(facts.case_id)[0].reason == notice.reason


def test_nothing_is_sent_to_somebody_who_has_died(world: World, facts: CaseFacts, now: datetime) -> None:
    person = the_customer(facts)
    record_death(customer=person, died_on=date(2026, 1, 1), actor=world.system, at=now)
    notice = tell(world, facts, now)
    assert notice.message is None
    assert "has died" in notice.reason


def test_a_letter_goes_in_the_format_and_with_the_language_line_that_the_person_needs(
    world: World, facts: CaseFacts, now: datetime
) -> None:
    for code, value in (("never_email", ""), ("never_text", ""), ("braille", ""), ("language", "pl")):
        need(world, facts, code, now, value)
    tell(world, replace(facts, organisation_phone="0116 496 0000"), now)
    letter = Message.objects.get()
    assert (letter.channel, letter.letter_format) == ("letter", "braille")
    assert letter.to_address.splitlines() == ["Jo Bloggs", "9 Secret Street", "Leicester", "LE1 1AA"]
    assert "po polsku" in letter.body or "polskim" in letter.body
    assert "0116 496 0000" in letter.body
    assert "http" not in letter.body


def test_the_address_of_a_person_at_risk_is_in_no_text_and_followers_hear_nothing(
    world: World, customer: Callable[..., Customer], now: datetime
) -> None:
    person = customer()
    reporter = Reporter("Jo Bloggs", "stranger@example.org")
    case = make_case(world, title="Pothole at 9 Secret Street LE1 1AA", customer=person, reporter=reporter, at=now)
    follow_case(case=case, email="ex@example.org", actor=world.system, at=now)
    flag_at_risk(
        customer=person, why="Ex-partner", review_on=now.date() + timedelta(days=90), actor=world.system, at=now
    )
    facts, followers = facts_of(case), followers_to_tell(case.pk)
    tell(world, facts, now)
    news = News("followed_resolved", DONE.occasion)
    assert tell_followers(facts=facts, news=news, followers=followers, actor=world.system, at=now) == []
    message = Message.objects.get()
    assert message.to_address == "jo@example.org", "what was typed into a form is not believed"
    assert message.hides_address
    assert "Secret" not in message.subject + message.body + message.why_channel
    assert "LE1" not in message.subject + message.body


def test_a_letter_never_goes_to_the_address_somebody_left(world: World, facts: CaseFacts, now: datetime) -> None:
    person = the_customer(facts)
    for rule in ("never_email", "never_text"):
        need(world, facts, rule, now)
    new_home = read_address(text="1 Safe Road, Oadby, LE2 4AB")
    move_home(customer=person, address=new_home, actor=world.system, at=now)
    tell(world, facts, now)
    letter = Message.objects.get()
    assert "Safe Road" in letter.to_address
    assert "Secret" not in letter.to_address


def test_a_sensitive_service_is_not_named_on_a_locked_screen(
    world: World, customer: Callable[..., Customer], now: datetime
) -> None:
    case = make_case(world, "social-care", customer=customer(), title="Help at home after a fall", at=now)
    tell(world, facts_of(case), now, News("case_received", "x"))
    message = Message.objects.get()
    assert message.is_sensitive
    assert "social" not in (message.subject + message.body).lower()
    assert "fall" not in message.body
    assert "your request" in message.subject


def test_somebody_unknown_with_a_landline_only_cannot_be_told(world: World, facts: CaseFacts, now: datetime) -> None:
    stranger = replace(facts, customer_id=None, reporter_email="", reporter_phone="0116 496 0123")
    notice = tell(world, stranger, now)
    assert notice.message is None
    assert "no mobile number is known" in notice.reason


def test_for_an_anonymous_report_there_is_nobody_to_tell(world: World, facts: CaseFacts, now: datetime) -> None:
    nobody = replace(facts, customer_id=None, reporter_email="", reporter_phone="")
    assert tell_customer(facts=nobody, news=DONE, actor=world.system, at=now) is None


def test_reading_an_address_to_send_to_is_recorded_once(world: World, facts: CaseFacts, now: datetime) -> None:
    for _ in range(3):
        tell(world, facts, now)
    reads = ReadEntry.objects.filter(subject_id=facts.customer_id, ground="Sending by email")
    assert reads.get().purpose == "It is finished"


def test_an_address_that_went_bad_is_passed_over(world: World, facts: CaseFacts, now: datetime) -> None:
    ContactPoint.objects.filter(customer=facts.customer_id, kind="email").update(bad_since=now, bad_reason="Bounced")
    tell(world, replace(facts, reporter_email=""), now)
    assert Message.objects.get().channel == "sms"


def test_only_the_hub_itself_tells_people(world: World, facts: CaseFacts, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        tell_customer(facts=facts, news=DONE, actor=world.people["admin"], at=now)


def test_a_flood_of_reports_in_a_victim_s_name_is_three_emails(world: World, now: datetime) -> None:
    bomb: dict[str, Any] = {"reporter": Reporter("Victim", "victim@example.org"), "at": now}
    for number in range(20):
        facts = facts_of(make_case(world, title=f"Hole {number}", **bomb))
        tell(world, facts, now, News("case_received", f"step:{facts.case_id}"))
    assert Message.objects.filter(state="queued").count() == 3
    dropped = Message.objects.filter(state="cancelled").count()
    assert Notice.objects.filter(message=None, reason__contains="Too many").count() == dropped > 0
