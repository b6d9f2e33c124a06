"""A payment taken in a call: by the same provider and in the same record as online, while nobody is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from civichub.cases.models import Case
from civichub.cases.operations.follow import add_contact_to_case
from civichub.core.errors import Conflict
from civichub.forms.models import Payment
from civichub.forms.operations import publish_form_version, save_form_draft
from civichub.forms.pay.fake import API_KEY, PayFake, running_pay
from civichub.telephony.models import Call
from civichub.telephony.operations import keep_step, note_payment
from civichub.telephony.operations.calls import Fact
from tests.db.forms.samples import AT, PERMIT
from tests.db.telephony.line import at_desk, talk
from tests.factories.world import World, make_case


@pytest.fixture
def provider(settings: Any) -> Iterator[PayFake]:
    with running_pay() as running:
        settings.PAY_API_KEY, settings.PAY_BASE_URL = API_KEY, running.url
        yield running


def _pause(world: World, call: Call) -> None:
    keep_step(call=call, memory={}, facts=[Fact("recording_paused")], actor=world.system, at=timezone.now())


def _case_of(world: World, call: Call) -> Case:
    case = make_case(world)
    add_contact_to_case(case=case, contact=call.contact, actor=world.system, at=timezone.now())
    return case


def test_a_declined_card_and_then_a_paid_one_are_shown_on_the_contact_and_the_case(
    world: World, call: Call, provider: PayFake
) -> None:
    talk(world, call)
    case, desk = _case_of(world, call), at_desk(world, "advisor")
    address = f"/staff/calls/{call.contact.reference}/payment/"
    answers = {"case": case.reference, "description": "Skip licence", "amount": "45"}
    refused = desk.post(f"{address}take/", answers)
    assert "This call is being recorded" in refused.text
    assert not Payment.objects.exists(), "nothing is begun while somebody may be recorded"
    _pause(world, call)
    assert "Begin the payment" in desk.get(address).text
    assert "how much is to be paid" in desk.post(f"{address}take/", {"case": case.reference}).text
    assert desk.post(f"{address}take/", answers | {"case": "7KM4PQXT9"}).status_code == 200, "not one of theirs"
    for ends, words in (("decline", "Declined"), ("pay", "Paid")):
        assert desk.post(f"{address}take/", answers).status_code == 302
        payment = Payment.objects.latest("pk")
        assert (payment.case_reference, payment.amount_pence, payment.by_phone) == (case.reference, 4500, True)
        assert provider.payments[str(payment.provider_id)]["moto"] is True
        assert payment.pay_url in desk.get(address).text
        provider.finish(str(payment.provider_id), ends)
        assert words in desk.post(f"{address}look/", headers={"hx-request": "true"}).text
    assert Payment.objects.count() == 2
    assert desk.post(f"{address}take/", answers).status_code == 302
    assert Payment.objects.count() == 2, "what is paid is never asked for again"
    for page in (f"/staff/calls/{call.contact.reference}/", f"/staff/cases/{case.reference}/"):
        shown = desk.get(page).text
        assert all(words in shown for words in ("Skip licence", "£45", "Paid", "Declined")), page
    assert "Payment begun: Skip licence, £45.00" in desk.get(f"/staff/calls/{call.contact.reference}/").text
    assert list(call.facts.filter(kind="payment").values_list("detail__pence", flat=True)) == [4500, 4500]
    assert at_desk(world, "reception").post(f"{address}take/", answers).status_code == 200, "it is not their call"
    assert at_desk(world, "stranger").post(f"{address}take/", answers).status_code in (403, 404)


def test_the_price_of_a_case_with_a_form_is_the_forms_and_no_other(world: World, call: Call, provider: PayFake) -> None:
    version, problems = save_form_draft(key="permit", text=PERMIT, organisation=None, actor=world.system, at=AT)
    assert not problems
    version = publish_form_version(version=version, actor=world.system, at=AT)
    talk(world, call)
    case = _case_of(world, call)
    Case.objects.filter(pk=case.pk).update(form_version=version, answers={"adult": "yes", "kind": "paid"})
    _pause(world, call)
    address, desk = f"/staff/calls/{call.contact.reference}/payment/", at_desk(world, "advisor")
    assert "Permit, £10" in desk.get(address).text
    cheaper = {"case": case.reference, "description": "Less", "amount": "0.01"}
    assert desk.post(f"{address}take/", cheaper).status_code == 302
    assert (Payment.objects.get().description, Payment.objects.get().amount_pence) == ("Permit", 1000)


def test_no_payment_is_noted_while_anybody_may_be_recorded_and_a_dead_provider_charges_nothing(
    world: World, call: Call, provider: PayFake
) -> None:
    talk(world, call)
    case, desk = _case_of(world, call), at_desk(world, "advisor")
    answers = {"case": case.reference, "description": "Skip licence", "amount": "45"}
    _pause(world, call)
    provider.next_answers = [(503, "P0198")]
    dead = desk.post(f"/staff/calls/{call.contact.reference}/payment/take/", answers).text
    assert "Nothing was charged" in dead
    keep_step(call=call, memory={}, facts=[Fact("recording_resumed")], actor=world.system, at=timezone.now())
    with pytest.raises(Conflict, match="being recorded"):
        note_payment(call=call, payment=Payment.objects.get(), actor=world.people["advisor"], at=timezone.now())
