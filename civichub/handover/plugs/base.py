"""What a plug must do, what it is given, and the ways in which it can fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True)
class Target:
    """A connection as a plug needs it: plain values, no database behind it. `organisation` is whose cases they are."""

    connection_id: int
    name: str
    address: str
    secret: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    organisation: Any = None


@dataclass(frozen=True)
class Answer:
    """An answer of the case's form. `code` is theirs, or our question's key; `values` as stored, `shown` in words."""

    code: str
    question: str
    values: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Carried:
    """A file that goes along. `path` is in the hub's storage; `url` serves it until `ends` (UTC) to whoever has it."""

    name: str
    content_type: str
    size: int
    sha256: str
    path: str
    url: str
    ends: datetime


@dataclass(frozen=True)
class Outgoing:
    """One fact about one case. What the receiver may not know is empty.

    `key` is the same in every try. `again`: it was sent before, and somebody wants it sent once more. `theirs` is their
    reference, empty before they gave one; `code` is their code of the service. Both moments are in UTC.
    """

    dispatch_id: int
    key: str
    what: str
    reference: str
    service: str
    service_title: str
    opened_at: datetime
    occurred_at: datetime
    status: str
    stage_words: str
    again: bool = False
    theirs: str = ""
    code: str = ""
    title: str = ""
    description: str = ""
    note: str = ""
    outcome: str = ""
    answers: tuple[Answer, ...] = ()
    place: str = ""
    uprn: str = ""
    latitude: float | None = None
    longitude: float | None = None
    reporter_name: str = ""
    reporter_email: str = ""
    reporter_phone: str = ""
    files: tuple[Carried, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """They took it. `reference` is theirs; `token` stands for one that will be given later."""

    reference: str = ""
    token: str = ""


@dataclass(frozen=True)
class Report:
    """What they say of a case: which, their status code, and since when. `ours`: our reference, where they name it."""

    theirs: str
    status: str
    at: datetime
    ours: str = ""
    note: str = ""


class PlugError(Exception):
    """It was not accepted. `code` is one of `ERRORS`; their own text is never kept or shown."""

    def __init__(self, code: str) -> None:
        super().__init__(ERRORS[code])
        self.code = code


class TryLater(PlugError):
    """Certainly not accepted, for a reason that passes. `whole`: it is not about this dispatch, so none gets through.

    `after`: the shortest wait they ask for.
    """

    def __init__(self, code: str, *, whole: bool = True, after: timedelta | None = None) -> None:
        super().__init__(code)
        self.whole, self.after = whole, after


class Refused(PlugError):
    """Certainly not accepted, and sending the same again would change nothing."""


class Unclear(PlugError):
    """They may have it: what may be done about that is for the connection's `repeats` to say."""


class Plug(Protocol):
    """One way to tell another system."""

    def send(self, target: Target, outgoing: Outgoing) -> Accepted:
        """Tell them. Raises `TryLater`, `Refused` or `Unclear`."""

    def find(self, target: Target, outgoing: Outgoing) -> Accepted | None:
        """Whether they have it from a try whose answer was lost. Raises `TryLater`."""

    def reference_for(self, target: Target, token: str) -> str:
        """Their reference behind a token, empty while there is none. Raises `PlugError`."""

    def news(self, target: Target, since: datetime) -> Iterable[Report]:
        """What they report of their own accord since then, the oldest first. Raises `PlugError`."""

    def statuses(self, target: Target, references: list[str]) -> Iterator[Report]:
        """How these cases stand with them; one that they do not know is left out. Raises `PlugError`."""


class TellsOnly:
    """For plugs by which nothing comes back: they report through the hub's own interface, or by writing to people."""

    can_be_asked = False

    def find(self, target: Target, outgoing: Outgoing) -> Accepted | None:
        """They cannot be asked."""
        return None

    def reference_for(self, target: Target, token: str) -> str:
        """No token was ever given."""
        return ""

    def news(self, target: Target, since: datetime) -> Iterable[Report]:
        """Nothing comes by this way."""
        return ()

    def statuses(self, target: Target, references: list[str]) -> Iterator[Report]:
        """Nobody to ask."""
        return iter(())


ERRORS: dict[str, str] = {
    "unreachable": "It cannot be reached.",
    "private_address": "Its address leads into a private network, which the hub does not call.",
    "busy": "It asked us to slow down.",
    "fault": "It has a fault of its own.",
    "key_refused": "It does not accept our key.",
    "moved": "It answers from another address, to which the hub does not follow.",
    "setup_refused": "It refused the way we are set up: check the address and the codes.",
    "content_refused": "It refused what the case says.",
    "unreadable": "Its answer cannot be read.",
    "lost_contact": "The connection broke while it was handed over, so it may have arrived.",
    "no_reference": "It has not given us its reference for the case yet.",
    "no_folder": "The folder for files is not set up.",
    "no_agreement": "No sharing agreement in force opens this case to the partner.",
    "nothing_new": "They have been told of it already.",
    "file_gone": "A file of the case is not in the hub any more.",
    "gave_up": "We tried for a day and stopped.",
    "undelivered": "The message came back.",
    "perhaps_sent": "Contact with the mail server was lost, so the email may not have left. Ask them.",
    "internal": "Something went wrong in the hub itself.",
}
