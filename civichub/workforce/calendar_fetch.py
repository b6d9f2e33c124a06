"""Fetching somebody's calendar from a place that the partnership has allowed."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from civichub.workforce.calendar_files import LARGEST

TIMEOUT_SECONDS = 10


class NotRead(Exception):
    """The calendar did not come. The message is a sentence for its person."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An allowed place must not send the hub to another."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def fetch_calendar(address: str) -> bytes:
    """The file behind an address that `may_fetch` allows. Raises `NotRead`. Hold no transaction open meanwhile."""
    opener = urllib.request.build_opener(_NoRedirect)
    request = urllib.request.Request(address, headers={"Accept": "text/calendar", "User-Agent": "CivicHub"})
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            content: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        raise NotRead(
            f"The calendar’s server answered {error.code}. Publish the calendar again, and give its new address."
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotRead("The calendar’s server could not be reached. It is tried again in ten minutes.") from error
    return content
