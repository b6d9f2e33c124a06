"""What every message obeys."""

from datetime import date

import pytest

from civichub.accounts.queries import system_account
from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from civichub.customers import operations
from civichub.customers.queries import addresses_for_sending, communication_rules, communication_rules_of
from tests.factories import customers as made


@pytest.fixture
def here():
    return made.council("here")


def need(customer, code, **more):
    return operations.set_need(
        customer=customer, code=code, source="Told us by phone", actor=system_account(), at=made.NOW, **more
    )


def sent(customer, channel):
    return addresses_for_sending(customer.pk, channel=channel, purpose="Test", actor=system_account(), at=made.NOW)


def test_without_needs_every_channel_is_open_and_the_language_is_english(here):
    rules = communication_rules(made.reachable(here).pk)
    assert rules.language == "en"
    assert rules.letter_format == "standard"
    assert rules.allowed_channels == ("email", "sms", "phone", "letter")
    assert rules.forbidden_channels == frozenset()


def test_the_preferred_channel_comes_first(here):
    customer = made.reachable(here, preferred_channel="letter", preferred_language="pl")
    rules = communication_rules(customer.pk)
    assert rules.allowed_channels[0] == "letter"
    assert rules.language == "pl"


def test_needs_become_rules_and_sentences(here):
    customer = made.reachable(here)
    need(customer, "language", value="PL")
    need(customer, "interpreter", value="pl")
    need(customer, "large_print", note="18 point")
    need(customer, "never_phone")
    need(customer, "no_voicemail")
    need(customer, "step_free")
    rules = communication_rules(customer.pk)
    assert (rules.language, rules.interpreter, rules.letter_format) == ("pl", "pl", "large_print")
    assert rules.forbidden_channels == {"phone"}
    assert dict(rules.why_forbidden) == {"phone": "Never phone: Do not phone."}
    assert rules.quiet == ("Leave no voicemail: If nobody answers, leave no message.",)
    assert "Step-free access: Meet in a room without steps." in rules.adjustments
    assert any("Language: Polish." in words for words in rules.adjustments)
    assert sent(customer, "phone") == []
    assert len(sent(customer, "sms")) == 1


def test_a_need_set_again_replaces_the_earlier_and_can_end(here):
    customer = made.reachable(here)
    need(customer, "language", value="pl")
    second = need(customer, "language", value="ro")
    assert communication_rules(customer.pk).language == "ro"
    operations.end_need(need=second, actor=system_account(), at=made.NOW)
    assert communication_rules(customer.pk).language == "en"
    with pytest.raises(Conflict):
        operations.end_need(need=second, actor=system_account(), at=made.NOW)


def test_a_need_that_says_too_little_is_refused(here):
    customer = made.reachable(here)
    for code in ("language", "other_contact_rule", "teleport"):
        with pytest.raises(Invalid):
            need(customer, code)


def test_nothing_is_sent_to_somebody_who_has_died(here):
    customer = made.deceased(here)
    rules = communication_rules(customer.pk)
    assert rules.allowed_channels == ()
    assert all(sent(customer, channel) == [] for channel in ("email", "sms", "phone", "letter"))


def test_no_letters_home_closes_letters(here):
    customer = made.reachable(here)
    need(customer, "no_letters_home")
    assert sent(customer, "letter") == []


def test_a_text_message_goes_to_mobiles_only(here):
    customer = made.reachable(here, phone="01926 410410")
    assert sent(customer, "sms") == []
    assert [one.address for one in sent(customer, "phone")] == ["+441926410410"]


def test_proved_comes_before_unproved_and_what_came_back_is_not_used(here):
    customer = made.reachable(here, email="")
    system = system_account()
    typed, proved = (
        operations.add_contact_point(customer=customer, kind="email", value=value, actor=system, at=made.NOW)
        for value in ("typed@mail.example", "proved@mail.example")
    )
    operations.verify_contact_point(contact_point=proved, how="email_link", actor=system, at=made.NOW)
    assert [one.address for one in sent(customer, "email")] == ["proved@mail.example", "typed@mail.example"]
    operations.mark_contact_point_bad(contact_point=proved, reason="Bounced", actor=system, at=made.NOW)
    operations.end_contact_point(contact_point=typed, actor=system, at=made.NOW)
    assert sent(customer, "email") == []
    operations.verify_contact_point(contact_point=proved, how="code", actor=system, at=made.NOW)
    assert [one.verified for one in sent(customer, "email")] == [True]


def test_a_consent_withdrawn_counts_no_more(here):
    customer = made.reachable(here)
    decide = {"customer": customer, "purpose": "survey", "actor": system_account(), "at": made.NOW}
    operations.give_consent(how="Ticked the box", **decide)
    assert communication_rules(customer.pk).consents == {"survey"}
    operations.withdraw_consent(how="Asked by phone", **decide)
    assert communication_rules(customer.pk).consents == frozenset()


def test_the_rules_of_an_absorbed_record_are_those_of_the_one_in_use(here):
    keep, absorbed = made.merged(here)
    need(keep, "never_text")
    assert communication_rules(absorbed.pk).forbidden_channels == {"sms"}
    assert communication_rules(absorbed.pk).customer_id == keep.pk
    with pytest.raises(NotFound):
        communication_rules(0)


def test_the_rules_of_many_take_as_many_queries_as_those_of_one(here, django_assert_num_queries):
    ids = [made.reachable(here).pk for _ in range(6)]
    with django_assert_num_queries(5):
        assert len(communication_rules_of(ids)) == 6


def test_residents_set_their_own_needs_and_consents_and_nobody_elses(here):
    own, login = made.signed_up(here)
    other = made.reachable(here)
    operations.set_need(customer=own, code="braille", source="The customer", actor=login, at=made.NOW)
    operations.give_consent(customer=own, purpose="news", how="Account page", actor=login, at=made.NOW)
    operations.add_contact_point(customer=own, kind="email", value="new@mail.example", actor=login, at=made.NOW)
    with pytest.raises(NotAllowed):
        operations.set_need(customer=other, code="braille", source="x", actor=login, at=made.NOW)
    with pytest.raises(NotAllowed):
        operations.verify_contact_point(
            contact_point=own.contact_points.get(value="new@mail.example"), how="code", actor=login, at=made.NOW
        )
    with pytest.raises(NotAllowed):
        operations.end_contact_point(contact_point=other.contact_points.first(), actor=login, at=made.NOW)


def test_partners_under_an_agreement_change_nothing(here):
    there = made.council("there")
    customer = made.reachable(there)
    made.agreement(there, here, "customer.name", "customer.contact_points", "customer.needs", may_act=True)
    advisor = made.staff(here)
    with pytest.raises(NotAllowed):
        operations.change_name(customer=customer, family_name="Changed", actor=advisor, at=made.NOW)
    with pytest.raises(NotAllowed):
        operations.move_home(customer=customer, address=made.address(), actor=advisor, at=made.NOW)
    with pytest.raises(NotAllowed):
        operations.flag_at_risk(customer=customer, why="x", review_on=date(2027, 1, 1), actor=advisor, at=made.NOW)


def test_noting_a_holding_is_no_way_into_a_record(here):
    there = made.council("there")
    hidden, named, shared = made.reachable(there), made.reachable(there, service=1), made.reachable(there, service=2)
    made.agreement(there, here, services=[1])
    made.agreement(there, here, "customer.name", "customer.contact_points", services=[2])
    advisor = made.staff(here)
    for customer in (hidden, named):
        with pytest.raises(NotAllowed):
            operations.note_holding(customer=customer, organisation=here, reason="Curious", actor=advisor, at=made.NOW)
    operations.note_holding(customer=shared, organisation=here, reason="Bins", actor=advisor, at=made.NOW)
