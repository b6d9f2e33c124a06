"""GOV.UK Pay's API, seen through a small window: create, read, cancel, refund, and the signature of its messages.

Only reading one payment is strongly consistent (GOV.UK Pay documentation, "Search payments"), so nothing is decided
from a search or from what a message says. Card details never come near the hub.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings

TIMEOUT_SECONDS = 15
MOST_BODY_BYTES = 200_000
_ID = re.compile(r"[A-Za-z0-9]{10,60}\Z")

# The provider's states (its documentation, "Payment states") and ours. What is missing here is not known to us.
OUR_STATES: Mapping[str, str] = {
    "created": "waiting",
    "started": "waiting",
    "submitted": "waiting",
    "capturable": "waiting",
    "success": "paid",
    "failed": "failed",
    "cancelled": "cancelled",
    "error": "error",
}


@dataclass(frozen=True)
class ProviderPayment:
    """A payment as the provider tells it. `amount_pence` and `reference` are what we asked for; `code`: e.g. P0020."""

    provider_id: str
    reference: str
    amount_pence: int
    status: str
    code: str = ""
    pay_url: str = ""
    refund_available_pence: int = 0

    @property
    def our_state(self) -> str:
        """The state of ours that this means, or "" for one that we do not know."""
        return OUR_STATES.get(self.status, "")


class PayError(Exception):
    """The provider did not do what was asked; nothing was taken."""


class PayUnreachable(PayError):
    """No answer, or one that says to try later. Whether the request had an effect is not known."""


class PayRefused(PayError):
    """The provider said no: `code` is its own, e.g. P0102."""

    def __init__(self, code: str) -> None:
        super().__init__(f"GOV.UK Pay refused the request ({code or 'no code'})")
        self.code = code


@dataclass(frozen=True)
class PayClient:
    """One council's account at GOV.UK Pay. `base_url` comes from our own settings, never from a user."""

    base_url: str
    api_key: str

    def create(
        self,
        *,
        reference: str,
        amount_pence: int,
        description: str,
        return_url: str,
        email: str = "",
        by_phone: bool = False,
    ) -> ProviderPayment:
        """Ask for a payment; send the payer to its `pay_url`. Raises `PayUnreachable` or `PayRefused`."""
        wanted: dict[str, Any] = {
            "amount": amount_pence,
            "reference": reference,
            "description": description[:255],
            "return_url": return_url,
        }
        if email:
            wanted["email"] = email
        if by_phone:
            wanted["moto"] = True
        return _payment(self._ask("POST", "/v1/payments", wanted))

    def get(self, provider_id: str) -> ProviderPayment:
        """The payment as it is now. Raises `PayUnreachable` or `PayRefused`."""
        return _payment(self._ask("GET", f"/v1/payments/{_checked(provider_id)}"))

    def cancel(self, provider_id: str) -> None:
        """Stop a payment that is not finished. Raises `PayRefused` when it already is."""
        self._ask("POST", f"/v1/payments/{_checked(provider_id)}/cancel")

    def refund(self, provider_id: str, *, amount_pence: int, available_pence: int) -> None:
        """Give money back. `available_pence` as last read: the provider refuses when it changed, so never twice."""
        wanted = {"amount": amount_pence, "refund_amount_available": available_pence}
        self._ask("POST", f"/v1/payments/{_checked(provider_id)}/refunds", wanted)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.api_key}", "Accept": "application/json"}
        try:
            answer = requests.request(
                method, self.base_url + path, json=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
            found = answer.json() if answer.content else {}
        except (requests.RequestException, ValueError) as error:
            raise PayUnreachable("GOV.UK Pay did not answer") from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise PayUnreachable(f"GOV.UK Pay answered {answer.status_code}")
        if answer.status_code >= 300:
            raise PayRefused(str(found.get("code", "")) if isinstance(found, dict) else "")
        return found if isinstance(found, dict) else {}


def _checked(provider_id: str) -> str:
    if not _ID.match(provider_id):
        raise PayRefused("not a payment id")
    return provider_id


def _payment(found: Mapping[str, Any]) -> ProviderPayment:
    try:
        state, links = found["state"], found.get("_links") or {}
        refunds = found.get("refund_summary") or {}
        return ProviderPayment(
            provider_id=_checked(str(found["payment_id"])),
            reference=str(found["reference"]),
            amount_pence=int(found["amount"]),
            status=str(state["status"]),
            code=str(state.get("code") or "")[:20],
            pay_url=str((links.get("next_url") or {}).get("href") or ""),
            refund_available_pence=int(refunds.get("amount_available") or 0),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PayUnreachable("GOV.UK Pay's answer could not be read") from error


def pay_client() -> PayClient | None:
    """The client of this installation, or None where no payments can be taken."""
    return PayClient(settings.PAY_BASE_URL.rstrip("/"), settings.PAY_API_KEY) if settings.PAY_API_KEY else None


def signature_of(body: bytes, secret: str) -> str:
    """The ``Pay-Signature`` of a message: lower-case hex HMAC-SHA256 of its raw body (GOV.UK Pay, "Webhooks")."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `signature` is that of `body`. Never true without a secret."""
    return bool(secret) and hmac.compare_digest(signature_of(body, secret).encode(), signature.strip().encode())
