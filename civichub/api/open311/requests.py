"""GET Service Requests, GET Service Request, and GET service_request_id from a token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from civichub.api.open311.doors import jurisdiction_of, listings_by_code, moment_of, reader_of, words_of
from civichub.api.open311.formats import Answer, Refusal, answers, w3
from civichub.api.open311.posting import TOKENS, post
from civichub.api.open311.throttling import throttled
from civichub.cases.queries.published import PublishedCase, PublishedFilter, published_cases
from civichub.core.references import parse_reference
from civichub.handover.models import Listing

MOST = 1_000  # GeoReport v2, GET Service Requests: the most recent 90 days, or 1,000 requests
LONGEST_RANGE = timedelta(days=90)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@answers
@throttled
def many(request: HttpRequest) -> Answer:
    """POST Service Request, or GET Service Requests."""
    return post(request) if request.method == "POST" else _search(request)


def _search(request: HttpRequest) -> Answer:
    organisation = jurisdiction_of(request.GET)
    listings = listings_by_code(organisation)
    references = words_of(request.GET, "service_request_id")
    if references:
        known = tuple(filter(None, map(parse_reference, references[:MOST])))
        wanted = PublishedFilter(organisation.pk, _ids(listings), references=known or ("-",))
        start, size = 0, MOST
    else:
        codes = words_of(request.GET, "service_code")
        chosen = {code: one for code, one in listings.items() if not codes or code in codes}
        since, until = date_range(request.GET)
        wanted = PublishedFilter(
            organisation.pk, _ids(chosen), opened_from=since, opened_to=until, is_open=_status(request.GET)
        )
        start, size = _page(request.GET)
    found = published_cases(wanted, reader=reader_of(request), start=start, size=size)
    return "service_requests", _shaped(found, listings)


def _ids(listings: Mapping[str, Listing]) -> list[int]:
    return [listing.service_id for listing in listings.values()]


def date_range(given: Mapping[str, str]) -> tuple[datetime, datetime]:
    """`start_date` and `end_date`: the latest 90 days unless given, and never more than 90."""
    since, until = moment_of(given, "start_date"), moment_of(given, "end_date")
    if until is None:
        until = since + LONGEST_RANGE if since else timezone.now()
    if since is None:
        since = until - LONGEST_RANGE
    if since > until:
        raise Refusal(400, "start_date is after end_date.")
    if until - since > LONGEST_RANGE:
        raise Refusal(400, "The range may not span more than 90 days.")
    return since, until


def _status(given: Mapping[str, str]) -> bool | None:
    wanted = set(words_of(given, "status"))
    if wanted - {"open", "closed"}:
        raise Refusal(400, "status is open, closed, or both.")
    return None if len(wanted) != 1 else wanted == {"open"}


def _page(given: Mapping[str, str]) -> tuple[int, int]:
    """`page` and `page_size`, which many servers have beside the standard."""
    numbers = {"page": 1, "page_size": MOST}
    for name in numbers:
        text = given.get(name, "").strip()
        if text and not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 10_000):
            raise Refusal(400, f"{name} is a number from 1.")
        numbers[name] = int(text) if text else numbers[name]
    size = min(numbers["page_size"], MOST)
    return (numbers["page"] - 1) * size, size


def _shaped(found: list[PublishedCase], listings: Mapping[str, Listing]) -> list[dict[str, Any]]:
    by_service = {listing.service_id: listing for listing in listings.values()}
    return [_shape(case, by_service[case.service_id]) for case in found]


def _shape(case: PublishedCase, listing: Listing) -> dict[str, Any]:
    """Every field of the standard; those that could name a person or their home are always empty."""
    return {
        "service_request_id": case.reference,
        "status": "open" if case.is_open else "closed",
        "status_notes": case.words,
        "service_name": listing.service.title,
        "service_code": listing.code,
        "description": None,
        "agency_responsible": case.organisation,
        "service_notice": None,
        "requested_datetime": w3(case.opened_at),
        "updated_datetime": w3(case.updated_at),
        "expected_datetime": w3(case.due_at),
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": case.place.latitude if case.place else None,
        "long": case.place.longitude if case.place else None,
        "media_url": None,
    }


@require_GET
@answers
@throttled
def one(request: HttpRequest, number: str) -> Answer:
    """GET Service Request."""
    organisation = jurisdiction_of(request.GET)
    listings = listings_by_code(organisation)
    wanted = PublishedFilter(organisation.pk, _ids(listings), references=(parse_reference(number) or "-",))
    found = published_cases(wanted, reader=reader_of(request), start=0, size=1)
    if not found:
        raise Refusal(404, "service_request_id was not found.")
    return "service_requests", _shaped(found, listings)


@require_GET
@answers
@throttled
def by_token(request: HttpRequest, token: str) -> Answer:
    """GET service_request_id from a token."""
    jurisdiction_of(request.GET)
    try:
        reference = signing.loads(token, salt=TOKENS)
    except signing.BadSignature as error:
        raise Refusal(404, "token was not found.") from error
    return "service_requests", [{"service_request_id": reference, "token": token}]
