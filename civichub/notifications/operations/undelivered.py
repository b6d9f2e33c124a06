"""What follows when a message did not arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require, save
from civichub.customers.operations import mark_contact_point_bad
from civichub.customers.queries import point_sent_to
from civichub.notifications import policies, queries
from civichub.notifications.models import Notice

WORDS = {True: "It came back: the address does not take messages.", False: "It could not be delivered."}


@operation
def note_undelivered(*, message_id: int, permanent: bool, actor: Any, at: datetime) -> Notice | None:
    """Write on the notice that this person was not told after all, so that somebody calls or writes to them.

    An address on the customer's record that does not take messages is not used again until it is proved. None for a
    message that was about no case. Repeats change nothing.
    """
    require(policies.may_tell(actor))
    notice = queries.notice_of_message(message_id)
    if notice is None:
        return None
    notice = lock(notice)
    if notice.undelivered_at is None:
        notice.undelivered_at = at
        notice.reason = f"{WORDS[permanent]} {notice.reason}"[:300]
        save(notice, "undelivered_at", "reason")
        audit("notice.undelivered", notice, actor=actor, at=at, permanent=permanent)
        if permanent and notice.contact_point_id is not None:
            _use_no_more(notice.contact_point_id, actor=actor, at=at)
    return notice


def _use_no_more(contact_point_id: int, *, actor: Any, at: datetime) -> None:
    point = point_sent_to(contact_point_id, actor=actor)
    if point is not None:
        mark_contact_point_bad(contact_point=point, reason="A message to it came back.", actor=actor, at=at)
