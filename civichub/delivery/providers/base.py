"""What a provider must do, and the three ways in which it can fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Enclosed:
    """A file that goes with an email, with its bytes."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """A message as a provider needs it: plain values, no database behind it.

    `address` holds one email address, one E.164 number, or postal lines. `thread`: the same for all about one thing.
    `from_address` and `bounces_to` are empty where the provider's own sender is meant; `by_a_person`: not a notice.
    """

    reference: str
    channel: str
    address: tuple[str, ...]
    subject: str
    body: str
    body_html: str = ""
    to_name: str = ""
    from_name: str = ""
    reply_to: str = ""
    language: str = "en"
    letter_format: str = "standard"
    thread: str = ""
    unsubscribe_url: str = ""
    from_address: str = ""
    bounces_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    by_a_person: bool = False
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """The provider took the message; `provider_id` is its own name for it."""

    provider_id: str


class ProviderError(Exception):
    """A message was not accepted. `code` is one of `ERRORS`; the provider's own text is never kept or shown."""

    def __init__(self, code: str) -> None:
        super().__init__(ERRORS[code])
        self.code = code


class TryLater(ProviderError):
    """Certainly not accepted, for a reason that passes. `after`: the shortest wait the provider asks for."""

    def __init__(self, code: str, *, after: timedelta | None = None) -> None:
        super().__init__(code)
        self.after = after


class Refused(ProviderError):
    """Certainly not accepted, and trying again would change nothing."""


class Unclear(ProviderError):
    """Contact was lost when the provider may have accepted it: ask, or let a person decide; never just resend."""


class Provider(Protocol):
    """One way to send.

    `carries_files`: whether an email may have files with it; one that cannot refuses such a message with
    ``files_unsupported``. `asks_after`: how long after an attempt `find` can be believed when it says "never seen";
    None when it keeps no record by reference. `remembers_for`: after that long its memory has gone, and `find` must
    not be believed either.
    """

    name: str
    carries_files: bool
    asks_after: timedelta | None
    remembers_for: timedelta

    def send(self, outgoing: Outgoing, *, before_handover: Callable[[], None]) -> Accepted:
        """Send it. Call `before_handover` at the last moment at which it is still certain that nothing has left.

        Raises `TryLater`, `Refused` or `Unclear`, and lets anything that `before_handover` raises pass.
        """

    def find(self, reference: str, *, since: datetime) -> Accepted | None:
        """What became of the attempt with this reference made at or after `since`: accepted, or never seen (None).

        Raises `TryLater` when it cannot be asked now. Not to be called while `asks_after` is None.
        """


ERRORS: dict[str, str] = {
    "not_configured": "No way to send this kind of message is set up.",
    "unreachable": "The provider cannot be reached.",
    "busy": "The provider asked us to slow down.",
    "daily_limit": "The provider's limit for today is used up.",
    "provider_fault": "The provider has a fault.",
    "key_refused": "The provider does not accept our key or password.",
    "setup_refused": "The provider refused the way we are set up: check the templates and the sender.",
    "no_secure_connection": "The mail server does not offer a secure connection.",
    "address_refused": "The provider says that this address cannot receive messages.",
    "address_unsupported": "The provider cannot send to this kind of address.",
    "content_refused": "The provider refused the content.",
    "files_unsupported": "The provider that sends our email cannot carry files.",
    "file_gone": "A file that goes with it is gone, or is no longer what was checked.",
    "too_long": "The message is too long for this channel.",
    "deferred": "The receiving server asked us to try later.",
    "lost_contact": "The connection broke while the message was handed over, so it may have been sent.",
    "gave_up": "We tried for a day and stopped.",
    "limit": "Too many messages to this address in an hour.",
    "internal": "Something went wrong in the hub itself.",
    "undelivered": "The provider could not deliver it within its time.",
    "returned": "The address does not exist or refuses messages.",
    "cancelled_by_provider": "The provider cancelled it.",
}


@dataclass(frozen=True)
class Report:
    """A provider's report about a message, read from its callback. `outcome` is one of `OUTCOMES`."""

    reference: str
    provider_id: str
    status: str
    outcome: str
    occurred_at: datetime


OUTCOMES = ("accepted", "delivered", "undelivered", "returned")
