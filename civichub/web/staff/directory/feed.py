"""Reading a neighbour's Open Referral UK feed over the network, page by page, refused where it leads inside."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from civichub.core.errors import Invalid
from civichub.directory.imports.reading import MOST_RECORDS, records_in
from civichub.handover.outside import call, check_address
from civichub.handover.plugs.base import Refused, TryLater, Unclear

PER_PAGE = 50
MOST_PAGES = MOST_RECORDS // PER_PAGE
WHOLE_SECONDS = 60.0
_HEADERS = {"Accept": "application/json", "User-Agent": "CivicHub directory"}


def read_feed(address: str) -> list[Mapping[str, Any]]:
    """Every service of a feed, whole. Raises `Invalid` on ``address``: private, not to be reached, or no such feed.

    The list of a feed may leave out what hangs on a service, so each one that lacks it is asked for by its id.
    """
    base = address.strip().rstrip("/").removesuffix("/services")
    if "://" not in base:
        base = f"https://{base}"
    if urlsplit(base).query or urlsplit(base).fragment:
        raise Invalid({"address": "Enter the address of the feed without a question mark or a hash."})
    check_address(base)
    found: list[Mapping[str, Any]] = []
    ends = time.monotonic() + WHOLE_SECONDS
    for number in range(1, MOST_PAGES + 1):
        page = _get(f"{base}/services?page={number}&per_page={PER_PAGE}")
        rows = page.get("contents") if isinstance(page, Mapping) else None
        if not isinstance(rows, list):
            raise Invalid({"address": "This is no Open Referral UK feed: its list of services has no contents."})
        for row in rows:
            if time.monotonic() > ends:
                raise Invalid({"address": "The feed takes too long. Ask them for a file, and bring that in."})
            if isinstance(row, Mapping):
                found.append(_whole(base, row))
        if page.get("last_page", True) or not rows:
            break
    return records_in(json.dumps(found).encode())


def _whole(base: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    if "service_at_locations" in row or not row.get("id"):
        return row
    whole = _get(f"{base}/services/{quote(str(row['id'])[:60], safe='')}")
    return whole if isinstance(whole, Mapping) else row


def _get(url: str) -> Any:
    try:
        answer = call("GET", url, headers=_HEADERS)
        return json.loads(answer.body)
    except Refused as error:
        if error.code == "private_address":
            raise Invalid({"address": "This address leads into a private network."}) from error
        raise Invalid({"address": "The feed does not answer at this address."}) from error
    except (TryLater, Unclear) as error:
        raise Invalid({"address": "The feed cannot be reached now. Try again later, or bring in a file."}) from error
    except (ValueError, RecursionError) as error:
        raise Invalid({"address": "What the feed answers is not JSON."}) from error
