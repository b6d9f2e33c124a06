"""GOV.UK Notify: emails, texts and letters, and the reports it posts back.

One template per channel holds nothing but placeholders, so wording, versions and languages stay in the hub:
``((subject))`` and ``((body))`` for email, ``((body))`` for texts, ``((heading))`` and ``((body))`` for letters.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from civichub.core.errors import Invalid, NotAllowed
from civichub.delivery.providers.base import Accepted, Outgoing, ProviderError, Refused, Report, TryLater, Unclear
from civichub.delivery.states import Channel

TIMEOUT_SECONDS = 15
CLOCK_ALLOWANCE = timedelta(minutes=2)  # Notify itself demands that clocks agree within 30 seconds
RATE_LIMIT_PAUSE = timedelta(minutes=1)  # 3,000 a minute per kind of key (Notify's REST documentation)
DAILY_LIMIT_PAUSE = timedelta(hours=1)  # the day's count starts again at midnight UTC; asking hourly is near enough

# Notify's own advice is to branch on the status code and the name of the error, never on the message.
_BY_NAME: dict[str, Callable[[], ProviderError]] = {
    "RateLimitError": lambda: TryLater("busy", after=RATE_LIMIT_PAUSE),
    "TooManyRequestsError": lambda: TryLater("daily_limit", after=DAILY_LIMIT_PAUSE),
    "AuthError": lambda: TryLater("key_refused"),
    "BadRequestError": lambda: Refused("setup_refused"),
    "ValidationError": lambda: Refused("address_refused"),
}
_BY_STATUS: dict[int, Callable[[], ProviderError]] = {
    400: lambda: Refused("setup_refused"),
    401: lambda: TryLater("key_refused"),
    403: lambda: TryLater("key_refused"),
    404: lambda: Refused("setup_refused"),
    413: lambda: Refused("too_long"),
    429: lambda: TryLater("busy", after=RATE_LIMIT_PAUSE),
}
_OUTCOMES = {
    "delivered": "delivered",
    "permanent-failure": "returned",
    "returned-letter": "returned",
    "temporary-failure": "undelivered",
    "technical-failure": "undelivered",
    "validation-failed": "undelivered",
    "virus-scan-failed": "undelivered",
    "cancelled": "undelivered",
    **dict.fromkeys(("created", "sending", "pending", "sent", "accepted", "received"), "accepted"),
}


@dataclass(frozen=True)
class NotifyProvider:
    """Notify with one service's key. `templates` maps a channel to the id of its placeholder-only template."""

    api_key: str
    base_url: str
    templates: Mapping[str, str]
    timeout: float = TIMEOUT_SECONDS

    name = "notify"
    carries_files = False  # it knows links that expire, not files in the mail
    asks_after = timedelta(minutes=10)  # Notify answers 201 before its own records are sure to show it
    remembers_for = timedelta(days=6)  # it forgets after seven days unless a service changes that

    def send(self, outgoing: Outgoing, *, before_handover: Callable[[], None]) -> Accepted:
        """Hand one message over, with our reference. A lost answer is `Unclear`, and `find` settles it later."""
        if outgoing.enclosed:
            raise Refused("files_unsupported")
        call = self._call_for(outgoing)
        before_handover()
        try:
            answer = call()
        except APIError as error:
            raise error_from(error) from None  # Notify's text can repeat the address, and must not reach a log
        return Accepted(provider_id=str(answer["id"]))

    def find(self, reference: str, *, since: datetime) -> Accepted | None:
        """The notification that carries our reference, or None when Notify never took one."""
        try:
            answer = self._client().get_all_notifications(reference=reference)
        except APIError as error:
            raise TryLater(error_from(error).code) from None
        earliest = since - CLOCK_ALLOWANCE
        found = [row for row in answer["notifications"] if datetime.fromisoformat(row["created_at"]) >= earliest]
        return Accepted(provider_id=str(found[0]["id"])) if found else None

    def _client(self) -> NotificationsAPIClient:
        return NotificationsAPIClient(self.api_key, base_url=self.base_url, timeout=self.timeout)

    def _call_for(self, outgoing: Outgoing) -> Callable[[], Any]:
        client, template = self._client(), self.templates.get(outgoing.channel, "")
        if not template:
            raise TryLater("not_configured")
        if outgoing.channel == Channel.SMS:
            return lambda: client.send_sms_notification(
                outgoing.address[0], template, {"body": outgoing.body}, reference=outgoing.reference
            )
        if outgoing.channel == Channel.LETTER:
            lines = {f"address_line_{number}": line for number, line in enumerate(outgoing.address, start=1)}
            words = {"heading": outgoing.subject, "body": outgoing.body}
            return lambda: client.send_letter_notification(template, lines | words, reference=outgoing.reference)
        return lambda: client.send_email_notification(
            outgoing.address[0],
            template,
            {"subject": outgoing.subject, "body": outgoing.body},
            reference=outgoing.reference,
            one_click_unsubscribe_url=outgoing.unsubscribe_url or None,
        )


def error_from(error: APIError) -> ProviderError:
    """Our error for one of the client's. No answer, or a fault of Notify's own (5xx), does not say if it took it."""
    if error.response is None:
        return TryLater("unreachable") if _never_connected(error.__cause__) else Unclear("lost_contact")
    status = error.response.status_code
    if status >= 500 or 200 <= status < 300:
        return Unclear("provider_fault")
    make = _BY_NAME.get(_error_name(error.response)) or _BY_STATUS.get(status)
    return make() if make else Refused("setup_refused")


def _never_connected(cause: BaseException | None) -> bool:
    if isinstance(cause, requests.exceptions.ConnectTimeout):
        return True
    reason = cause.args[0] if isinstance(cause, requests.exceptions.ConnectionError) and cause.args else None
    inner = reason.reason if isinstance(reason, MaxRetryError) else reason
    return isinstance(inner, NewConnectionError | ConnectTimeoutError)


def _error_name(response: requests.Response) -> str:
    try:
        errors = response.json().get("errors") or [{}]
        return str(errors[0].get("error", ""))
    except (ValueError, AttributeError, TypeError, IndexError, KeyError):
        return ""


def read_callback(body: bytes, *, authorisation: str, token: str) -> Report:
    """The report in a delivery-receipt callback. `authorisation` is its Authorization header.

    `token` is the bearer token that this service gave Notify (CIVICHUB_NOTIFY_CALLBACK_TOKEN). Raises `NotAllowed` for
    a wrong or missing token, `Invalid` for a body that is not such a report.
    """
    if not token or not hmac.compare_digest(authorisation.encode(), f"Bearer {token}".encode()):
        raise NotAllowed()
    try:
        data = json.loads(body)
        status = str(data["status"])
        moment = datetime.fromisoformat(data.get("completed_at") or data.get("sent_at") or data["created_at"])
        reference, provider_id = str(data.get("reference") or ""), str(data["id"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid({"body": "Send a GOV.UK Notify delivery receipt as JSON."}) from error
    if status not in _OUTCOMES or moment.tzinfo is None or "\x00" in reference + provider_id:
        raise Invalid({"status": "This is not a status of GOV.UK Notify that we know."})
    return Report(reference, provider_id, status, _OUTCOMES[status], moment)
