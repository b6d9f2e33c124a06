"""The only writer of counted tries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from civichub.core.models import CountedTry
from civichub.core.operations import operation, require
from civichub.core.throttling import policies
from civichub.core.throttling.queries import digest

KEPT_FOR = timedelta(hours=1)


@operation
def count_try(*, scope: str, keys: Iterable[str], actor: Any, at: datetime) -> int:
    """Count one try for each of `keys`; how many rows were written. Rows over an hour old are forgotten on the way.

    Not audited, on purpose: the audit is kept for years, and a guess at the door is nobody's record.
    """
    require(policies.may_count_tries(actor))
    CountedTry.objects.filter(at__lt=at - KEPT_FOR).delete()
    rows = [CountedTry(scope=scope, digest=digest(scope, key), at=at) for key in keys if key]
    return len(CountedTry.objects.bulk_create(rows))
