"""Whether somebody read a case of a person with their own family name: no proof of anything, and worth a question."""

from __future__ import annotations

from datetime import datetime, timedelta

from civichub.accounts.queries import system_account
from civichub.cases.models import Case
from civichub.core.models import WatchedKind
from civichub.core.watch.operations import notice_pattern
from civichub.core.watch.queries import noticed_since, readings_of

LOOKED_BACK = timedelta(minutes=10)  # twice the time between two looks, so that none is missed
ONCE_A_DAY = timedelta(days=1)
COMMON = frozenset(("smith", "jones", "taylor", "brown", "williams", "wilson", "johnson", "davies", "patel", "khan"))


def notice_namesakes(at: datetime) -> int:
    """Put before governance who opened a case of somebody with their own family name, once a day; how many."""
    lately = list(readings_of("cases.case", at - LOOKED_BACK))
    cases = Case.objects.select_related("customer").in_bulk({entry.subject_id for entry in lately})
    noticed = 0
    for entry in lately:
        case, reader = cases.get(entry.subject_id), entry.actor
        if case is None or case.customer is None or case.assignee_id == reader.pk:
            continue
        name = case.customer.family_name.strip().lower()
        if not name or name in COMMON or reader.name.lower().split()[-1:] != [name]:
            continue
        if noticed_since(reader, WatchedKind.NAMESAKE, at - ONCE_A_DAY):
            continue
        words = "Opened a case of a person with their own family name."
        notice_pattern(kind=WatchedKind.NAMESAKE, reader=reader, organisation_id=case.organisation_id, words=words,
                       record=case, actor=system_account(), at=at)  # fmt: skip
        noticed += 1
    return noticed
