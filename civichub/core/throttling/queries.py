"""Has somebody tried too often?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.crypto import salted_hmac

from civichub.core.models import CountedTry

# At most ten guesses in five minutes: the rule of Cyber Essentials v3.3 for passwords, kept for everything guessable.
TRIES, WINDOW = 10, timedelta(minutes=5)


def digest(scope: str, key: str) -> str:
    """What stands for `key` in the table: 64 hexadecimal digits that only this installation can make."""
    return salted_hmac(f"civichub.tries.{scope}", key, algorithm="sha256").hexdigest()


def too_many_tries(
    scope: str, keys: Iterable[str], *, at: datetime, tries: int = TRIES, within: timedelta = WINDOW
) -> bool:
    """Whether any of `keys` (an address, a reference) was tried `tries` times in `scope` within that time."""
    digests = [digest(scope, key) for key in keys if key]
    recent = CountedTry.objects.filter(scope=scope, digest__in=digests, at__gt=at - within)
    return any(row["number"] >= tries for row in recent.values("digest").annotate(number=Count("pk")))
