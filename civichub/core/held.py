"""What somebody who asks for information is looking for, and what a context answers that it holds.

Every context that keeps something about people, or about what was done, has ``held(sought)`` in its queries. The
caller has asked who may search, and shows to nobody what is not theirs to see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Sought:
    """A person (their records, sign-ins, and every email address that was theirs), or `words`; never both.

    Only what one of `organisations` holds is meant, from `since` up to but without `until` where they are given.
    """

    organisations: frozenset[int]
    customer_ids: tuple[int, ...] = ()
    emails: frozenset[str] = frozenset()
    accounts: frozenset[int] = frozenset()
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def times(self, field: str) -> dict[str, datetime]:
        """The conditions on a time, for ``filter(**...)``."""
        bounds = {f"{field}__gte": self.since, f"{field}__lt": self.until}
        return {name: bound for name, bound in bounds.items() if bound is not None}


@dataclass(frozen=True)
class HeldFile:
    """A file that belongs to something held; `read` gives its bytes, and fails as reading files does."""

    name: str
    content_type: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Held:
    """Something held. `key` names it for ever (``cases.case:12``); `thread` joins messages that quote each other.

    `customer_id` is the record of whose it is, if it is anybody's: who asks for words may not see everybody's.
    """

    key: str
    title: str
    at: datetime
    organisation_id: int
    text: str = ""
    thread: str = ""
    files: tuple[HeldFile, ...] = ()
    customer_id: int | None = None


def lines(*pairs: tuple[str, object]) -> str:
    """Facts as text, a line each, without those that are empty."""
    return "\n".join(f"{name}: {value}" for name, value in pairs if value not in (None, "", [], ()))
