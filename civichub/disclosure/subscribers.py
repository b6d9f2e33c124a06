"""What answers hear: that everything is decided, so the files can be made."""

from __future__ import annotations

from datetime import datetime

from civichub.accounts.queries import system_account
from civichub.core.events import subscriber
from civichub.disclosure.events import SentForReview
from civichub.disclosure.operations import make_pack
from civichub.disclosure.queries import answer_by_id


@subscriber(SentForReview, queue="upkeep")
def make_the_files(event: SentForReview, at: datetime) -> None:
    """A long answer takes minutes: pages are drawn one by one."""
    make_pack(answer=answer_by_id(event.answer_id), actor=system_account(), at=at)
