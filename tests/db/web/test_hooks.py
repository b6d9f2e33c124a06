"""Providers that call us back have to prove themselves."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.test import Client

from civichub.forms.models import PaymentNotice

SECRET = "signing-secret"
MESSAGE = json.dumps(
    {
        "webhook_message_id": "m1",
        "resource_id": "p1",
        "resource_type": "payment",
        "event_type": "card_payment_succeeded",
        "created_date": "2026-03-03T12:00:00.000Z",
        "resource": {"payment_id": "p1"},
    }
).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"Pay-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def test_a_payment_message_counts_once_and_only_when_signed(db: None, settings: Any) -> None:
    settings.PAY_SIGNING_SECRET = SECRET
    client = Client(enforce_csrf_checks=True)

    def post(headers: dict[str, str]) -> int:
        return client.post("/hooks/govuk-pay/", MESSAGE, content_type="application/json", headers=headers).status_code

    assert post(signed(MESSAGE, "forged")) == 403
    assert PaymentNotice.objects.count() == 0
    assert [post(signed(MESSAGE)), post(signed(MESSAGE))] == [204, 204]
    assert PaymentNotice.objects.count() == 1


def test_a_delivery_receipt_needs_the_token(db: None, settings: Any) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = "token-of-ours"
    receipt = {"id": "1", "reference": "none", "status": "delivered", "created_at": "2026-03-03T12:00:00+00:00"}

    def post(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return (
            Client().post("/hooks/govuk-notify/", receipt, content_type="application/json", headers=headers).status_code
        )

    assert [post("wrong"), post("token-of-ours")] == [403, 204]
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert post("") == 403
