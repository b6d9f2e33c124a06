"""Payments against the provider's stand-in, over HTTP: taken once, told in any order, never on anybody's word alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from civichub.core.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from civichub.core.models import StoredEvent
from civichub.forms.events import PaymentNoticeReceived
from civichub.forms.models import FormDraft, Payment, PaymentNotice
from civichub.forms.operations import handle_webhook, record_payment_result, save_page
from civichub.forms.pay.client import PayClient, PayRefused, PayUnreachable, ProviderPayment, is_signed, signature_of
from civichub.forms.pay.fake import API_KEY, SIGNING_SECRET, PayFake, running_pay
from civichub.forms.pay.flow import CannotPay, CasePrice, refresh_payment, refund_payment, start_payment
from civichub.forms.queries import payment_by_return_token, payments_long_waiting, payments_to_look_into
from civichub.forms.subscribers import ask_how_the_payment_stands
from tests.db.forms.samples import AT
from tests.factories.world import World

LATER = AT + timedelta(minutes=20)
Begin = Callable[..., FormDraft]


@pytest.fixture
def draft(world: World, begin: Begin) -> FormDraft:
    found = begin()
    save_page(draft=found, page="adult", raw={"adult": "yes", "kind": "paid"}, actor=world.system, at=AT)
    return found


def pay_for(what: Any, world: World, **more: Any) -> Payment:
    def back(payment: Payment) -> str:
        return f"https://hub.example/pay/{payment.return_token}"

    return start_payment(what, return_url=back, **{"actor": world.system, "at": AT, **more})


def webhook(world: World, said: tuple[bytes, str], at: Any = LATER) -> PaymentNotice:
    return handle_webhook(body=said[0], signature=said[1], secret=SIGNING_SECRET, actor=world.system, at=at)


def names(prefix: str) -> list[str]:
    return list(StoredEvent.objects.filter(name__startswith=prefix).values_list("name", flat=True))


def test_a_resident_pays_on_the_providers_page_and_comes_back(
    world: World, provider: PayFake, draft: FormDraft
) -> None:
    payment = pay_for(draft, world)
    assert (payment.state, payment.amount_pence, payment.description) == ("waiting", 1000, "Permit")
    page = requests.get(payment.pay_url, timeout=5)
    assert "£10.00" in page.text
    back = requests.post(f"{payment.pay_url}/pay", timeout=5, allow_redirects=False)
    assert back.headers["Location"] == f"https://hub.example/pay/{payment.return_token}"
    assert payment_by_return_token(payment.return_token) == payment
    paid = refresh_payment(payment, at=LATER)
    assert (paid.state, paid.paid_at, paid.pay_url) == ("paid", LATER, "")
    assert names("forms.PaymentPaid") == ["forms.PaymentPaid"]


@pytest.mark.parametrize(("how", "state", "code"), [("decline", "failed", "P0010"), ("cancel", "failed", "P0030")])
def test_a_payment_that_fails_can_be_tried_again(
    world: World, provider: PayFake, draft: FormDraft, how: str, state: str, code: str
) -> None:
    payment = pay_for(draft, world)
    provider.finish(str(payment.provider_id), how)
    ended = refresh_payment(payment, at=LATER)
    assert (ended.state, ended.provider_code) == (state, code)
    again = pay_for(draft, world)
    assert again.pk != payment.pk
    assert again.state == "waiting"


def test_asking_twice_goes_on_with_the_same_payment(world: World, provider: PayFake, draft: FormDraft) -> None:
    first, second = pay_for(draft, world), pay_for(draft, world)
    assert first.pk == second.pk
    assert len(provider.payments) == 1


def test_what_is_paid_is_not_asked_for_again(world: World, provider: PayFake, draft: FormDraft) -> None:
    payment = pay_for(draft, world)
    provider.finish(str(payment.provider_id), "pay")
    again = pay_for(draft, world)
    assert again.pk == payment.pk
    assert again.is_paid
    assert len(provider.payments) == 1


def test_nothing_to_pay_starts_nothing(world: World, provider: PayFake, begin: Begin) -> None:
    with pytest.raises(Conflict, match="nothing to pay"):
        pay_for(begin(), world)
    assert not Payment.objects.exists()


@pytest.mark.parametrize("answer", [(500, ""), (429, "P0900"), (400, "P0102"), (401, "P0900")])
def test_when_the_provider_refuses_nothing_is_lost_and_it_can_be_tried_again(
    world: World, provider: PayFake, draft: FormDraft, answer: tuple[int, str]
) -> None:
    provider.next_answers = [answer]
    with pytest.raises(CannotPay, match="Nothing was charged"):
        pay_for(draft, world)
    assert Payment.objects.get().state == "created"
    assert pay_for(draft, world).state == "waiting"
    assert Payment.objects.count() == 1


def test_an_answer_lost_on_the_way_is_asked_for_anew(world: World, provider: PayFake, draft: FormDraft) -> None:
    provider.drop_after = 1
    with pytest.raises(CannotPay):
        pay_for(draft, world)
    payment = pay_for(draft, world)
    assert payment.state == "waiting"
    assert len(provider.payments) == 2


def test_without_a_provider_nothing_can_be_paid(world: World, settings: Any, draft: FormDraft) -> None:
    settings.PAY_API_KEY = ""
    with pytest.raises(CannotPay, match="not switched on"):
        pay_for(draft, world)


def test_a_message_twice_has_one_effect(world: World, provider: PayFake, draft: FormDraft) -> None:
    payment = pay_for(draft, world)
    provider.finish(str(payment.provider_id), "pay")
    said = provider.messages[0]
    assert webhook(world, said) == webhook(world, said)
    assert names("forms.PaymentNoticeReceived") == ["forms.PaymentNoticeReceived"]
    for _ in range(2):
        ask_how_the_payment_stands(PaymentNoticeReceived(payment.pk), LATER)
    payment.refresh_from_db()
    assert payment.is_paid
    assert names("forms.PaymentPaid") == ["forms.PaymentPaid"]


def test_messages_in_the_wrong_order_end_in_the_truth(world: World, provider: PayFake, draft: FormDraft) -> None:
    payment = pay_for(draft, world)
    started = provider.say(str(payment.provider_id), "card_payment_started")
    provider.finish(str(payment.provider_id), "pay")
    for said in (provider.messages[1], started):
        webhook(world, said)
        ask_how_the_payment_stands(PaymentNoticeReceived(payment.pk), LATER)
    payment.refresh_from_db()
    assert payment.is_paid


@pytest.mark.parametrize("signature", ["", "0" * 64, "wrong", "é"])
def test_a_forged_message_is_refused_and_leaves_nothing(
    world: World, provider: PayFake, draft: FormDraft, signature: str
) -> None:
    payment = pay_for(draft, world)
    body, _ = provider.say(str(payment.provider_id), "card_payment_succeeded")
    with pytest.raises(NotAllowed):
        webhook(world, (body, signature))
    with pytest.raises(NotAllowed):
        webhook(world, (body + b" ", provider.messages[0][1]))
    assert not PaymentNotice.objects.exists()


def test_nothing_is_signed_without_a_secret() -> None:
    assert not is_signed(b"x", signature_of(b"x", ""), "")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"webhook_message_id": ""}', b'{"webhook_message_id": "a\\u0000"}', b"\xff"]
)
def test_a_signed_message_that_cannot_be_read_is_refused(world: World, body: bytes) -> None:
    with pytest.raises(Invalid):
        webhook(world, (body, signature_of(body, SIGNING_SECRET)))


def test_a_message_that_lies_about_success_pays_nothing(world: World, provider: PayFake, draft: FormDraft) -> None:
    payment = pay_for(draft, world)
    body = json.dumps(
        {
            "webhook_message_id": "abc",
            "resource_id": payment.provider_id,
            "event_type": "card_payment_succeeded",
            "resource": {"state": {"status": "success", "finished": True}},
        }
    ).encode()
    webhook(world, (body, signature_of(body, SIGNING_SECRET)))
    ask_how_the_payment_stands(PaymentNoticeReceived(payment.pk), LATER)
    payment.refresh_from_db()
    assert payment.state == "waiting"


def result(payment: Payment, status: str, **more: Any) -> ProviderPayment:
    about = {"reference": payment.reference, "amount_pence": payment.amount_pence, **more}
    return ProviderPayment(provider_id=str(payment.provider_id), status=status, **about)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["success", "created", "failed"], "paid"),
        (["failed", "success"], "paid"),
        (["cancelled", "started"], "cancelled"),
        (["error", "failed"], "error"),
        (["created", "submitted", "capturable"], "waiting"),
        (["a state of next year"], "waiting"),
    ],
)
def test_results_in_any_order(world: World, provider: PayFake, draft: FormDraft, told: list[str], state: str) -> None:
    payment = pay_for(draft, world)
    for status in told:
        payment = record_payment_result(payment=payment, found=result(payment, status), actor=world.system, at=LATER)
    assert payment.state == state


def test_another_amount_or_reference_is_never_taken_for_ours(world: World, provider: PayFake, draft: FormDraft) -> None:
    payment = pay_for(draft, world)
    for more in ({"amount_pence": 1}, {"reference": "OTHER"}):
        with pytest.raises(Conflict):
            record_payment_result(
                payment=payment, found=result(payment, "success", **more), actor=world.system, at=LATER
            )
    with pytest.raises(NotAllowed):
        record_payment_result(
            payment=payment, found=result(payment, "success"), actor=world.people["manager"], at=LATER
        )


def test_a_case_may_ask_for_money_later_and_staff_take_it_by_phone(world: World, provider: PayFake) -> None:
    price = CasePrice(world.county, "7KM4PQXT9", "Skip licence", 4500)
    payment = pay_for(price, world, actor=world.people["advisor"], by_phone=True)
    assert provider.payments[str(payment.provider_id)]["moto"] is True
    assert pay_for(price, world, actor=world.people["officer"]).pk == payment.pk
    with pytest.raises(NotAllowed):
        pay_for(price, world, actor=world.people["district"])
    with pytest.raises(Invalid):
        pay_for(CasePrice(world.county, "", "x", 1), world)


def test_money_is_given_back_once_by_those_who_may(world: World, provider: PayFake, draft: FormDraft) -> None:
    payment = pay_for(draft, world)
    leader = world.people["leader"]
    with pytest.raises(TransitionRefused):
        refund_payment(payment, reason="Refused", actor=leader, at=LATER)
    provider.finish(str(payment.provider_id), "pay")
    payment = refresh_payment(payment, at=LATER)
    assert payment in payments_to_look_into(world.fresh("leader"))
    with pytest.raises(NotAllowed):
        refund_payment(payment, reason="Refused", actor=world.people["advisor"], at=LATER)
    refunded = refund_payment(payment, reason="Refused", actor=leader, at=LATER)
    assert refunded.state == "refunded"
    assert provider.payments[str(payment.provider_id)]["refunded"] == 1000
    with pytest.raises(TransitionRefused):
        refund_payment(refunded, reason="Again", actor=leader, at=LATER)


def test_payments_that_wait_for_long_are_found(world: World, provider: PayFake, draft: FormDraft) -> None:
    payment = pay_for(draft, world)
    assert payments_long_waiting(AT + timedelta(minutes=9)) == []
    assert payments_long_waiting(AT + timedelta(minutes=10)) == [payment]


def test_the_stand_in_remembers_when_it_is_started_anew(tmp_path: Path) -> None:
    asked = {"amount": 100, "reference": "r", "description": "d", "return_url": "https://x.example"}
    with running_pay(kept_in=tmp_path / "pay.json") as first:
        payment_id = first.create(asked)[1]["payment_id"]
        first.finish(payment_id, "pay")
    with running_pay(kept_in=tmp_path / "pay.json") as second:
        assert PayClient(second.url, API_KEY).get(payment_id).our_state == "paid"


def test_the_stand_in_keeps_the_providers_promises(provider: PayFake) -> None:
    asked = {"amount": 100, "reference": "r", "description": "d", "return_url": "https://x.example"}
    headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": "k-1"}
    first = requests.post(f"{provider.url}/v1/payments", json=asked, headers=headers, timeout=5)
    again = requests.post(f"{provider.url}/v1/payments", json=asked, headers=headers, timeout=5)
    other = requests.post(f"{provider.url}/v1/payments", json=asked | {"amount": 2}, headers=headers, timeout=5)
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 409]
    assert first.json()["payment_id"] == again.json()["payment_id"]
    client = PayClient(provider.url, API_KEY)
    payment_id = first.json()["payment_id"]
    client.cancel(payment_id)
    assert client.get(payment_id).our_state == "failed"
    with pytest.raises(PayRefused) as refused:
        client.cancel(payment_id)
    assert refused.value.code == "P0501"
    with pytest.raises(PayRefused):
        client.get("../refunds")
    with pytest.raises(PayUnreachable):
        PayClient("http://127.0.0.1:9", API_KEY).get(payment_id)
