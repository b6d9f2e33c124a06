"""How often one may read: by address without a key, by the key with one. Writing needs a key, and is not counted.

GeoReport v2 leaves a server free to limit its callers; 429 and Retry-After are those of RFC 6585, section 4.
"""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.api.open311.doors import token_of
from civichub.api.open311.formats import Answer, Refusal
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries

WINDOW = timedelta(minutes=1)
SCOPE = "open311_reads"
_SUBSCRIBER_BITS = 64  # of an IPv6 address: what one subscriber may choose freely beyond them is no other caller


def throttled(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a caller read so many times a minute, as ``OPEN311_READS_A_MINUTE`` says, and refuse with 429 beyond."""

    @functools.wraps(view)
    def serve(request: HttpRequest, **named: str) -> Answer:
        if request.method != "POST":
            _count(request)
        return view(request, **named)

    return serve


def _count(request: HttpRequest) -> None:
    without, by_key = settings.OPEN311_READS_A_MINUTE
    token, now = token_of(request), timezone.now()
    caller, most = (f"key {token.pk}", by_key) if token is not None else (_network(request), without)
    if too_many_tries(SCOPE, (caller,), at=now, tries=most, within=WINDOW):
        raise Refusal(429, f"At most {most} reads a minute. Wait a minute and go on.", retry_after=WINDOW)
    count_try(scope=SCOPE, keys=(caller,), actor=system_account(), at=now)


def _network(request: HttpRequest) -> str:
    """The caller's address; of IPv6 the subscriber's network."""
    given = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given or "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _SUBSCRIBER_BITS), strict=False))
