"""POST Service Request: a report becomes a case, once."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from civichub.api.open311.attributes import given_attributes, raw_answers
from civichub.api.open311.definitions import form_of
from civichub.api.open311.doors import jurisdiction_of, key_of, listings_by_code
from civichub.api.open311.formats import Answer, Refusal
from civichub.cases.operations.intake import Request, request_from_answers, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.placing import Whereabouts, locate
from civichub.catalogue.responsibility import responsible_body
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid
from civichub.core.idempotency import MAX_KEY_LENGTH, once
from civichub.core.text import clean_text
from civichub.forms.engine import validate_all
from civichub.handover.models import Listing
from civichub.handover.models.listings import ListingKind

LONGEST_DESCRIPTION = 4_000  # GeoReport v2, POST Service Request, description
LONGEST_URL = 400
TOKENS = "civichub.open311.tokens"


def post(request: HttpRequest) -> Answer:
    """The reply has the request's number, or for a batch service a token for it."""
    given = posted(request)
    key = key_of(given, "case.open")
    listing = _listing(given)
    now = timezone.now()
    wanted, notice = _wanted(listing, request.POST, given)
    _refuse_what_is_taken_elsewhere(wanted, now)

    def act() -> str:
        return take_request(request=wanted, actor=key.client, at=now).reference

    reference, _ = once(
        scope=f"open311:{key.client_id}", key=_key(request, given, now), request=_content(request.POST), at=now, act=act
    )
    reply: dict[str, Any] = {"service_notice": notice, "account_id": given.get("account_id") or None}
    if listing.kind == ListingKind.BATCH:
        return "service_requests", [{"token": signing.dumps(reference, salt=TOKENS), **reply}]
    return "service_requests", [{"service_request_id": reference, **reply}]


def posted(request: HttpRequest) -> dict[str, str]:
    """The fields of a form-encoded request. An empty parameter is an absent one."""
    if request.content_type not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise Refusal(400, "Send the request as application/x-www-form-urlencoded.")
    given = {name: value.strip() for name, value in request.POST.items() if value.strip()}
    if any("\x00" in part for name, values in request.POST.lists() for part in (name, *values)):
        raise Refusal(400, "Remove the unreadable characters.")
    return given


def _listing(given: Mapping[str, str]) -> Listing:
    found = listings_by_code(jurisdiction_of(given))
    code = given.get("service_code", "")
    if not code:
        raise Refusal(400, "service_code was not provided.")
    if code not in found:
        raise Refusal(404, "service_code provided was not found.")
    return found[code]


def _content(sent: QueryDict) -> dict[str, list[str]]:
    return {name: values for name, values in sorted(sent.lists()) if name != "api_key"}


def _key(request: HttpRequest, given: Mapping[str, str], now: datetime) -> str:
    """The sender's own key. Without one, the same report of the same system on the same day is the same request."""
    named = request.headers.get("Idempotency-Key", "").strip()
    if named and (len(named) > MAX_KEY_LENGTH or not named.isprintable()):
        raise Refusal(400, "Idempotency-Key is too long or unreadable.")
    if named:
        return named
    digest = hashlib.sha256(repr(_content(request.POST)).encode()).hexdigest()
    return f"{london_date(now).isoformat()}:{digest}"


def _refuse_what_is_taken_elsewhere(wanted: Request, at: datetime) -> None:
    """Whoever is responsible at the place gets the case, be it another council than the one that was asked.

    One that does not take the service through the hub cannot be given it: the refusal says who that is, and how to
    reach them. Where nobody in the partnership is responsible, taking the request refuses in the same way.
    """
    today = london_date(at)
    answer = responsible_body(wanted.service, locate(wanted.where, on=today).areas, on=today)
    if answer.provision is not None and not answer.begins_here:
        raise Refusal(400, f"{answer.reason} {answer.signpost}")


def _wanted(listing: Listing, sent: QueryDict, given: Mapping[str, str]) -> tuple[Request, str | None]:
    """The request as the hub takes it, at the door of the jurisdiction; and what the sender may be told of it."""
    today, where = london_date(timezone.now()), _where(given)
    reporter, description = _reporter(given), _description(given)
    known = {"service": listing.service, "front_door": listing.organisation, "channel": "api"}
    found, attributes = form_of(listing), given_attributes(dict(sent.lists()))
    if found is None:
        if attributes:
            raise Refusal(400, *(f"attribute[{code}] is not asked for." for code in attributes))
        return Request(description=description, reporter=reporter, where=where, **known), None
    form, version_id = found
    standard = {
        "customer.name": {"first": given.get("first_name", ""), "last": given.get("last_name", "")},
        "customer.email": given.get("email"),
        "customer.phone": given.get("phone"),
        "case.description": description,
        "case.location": {
            "latitude": given.get("lat", ""), "longitude": given.get("long", ""),
            "description": given.get("address_string", ""), "uprn": given.get("address_id", ""),
        },
    }  # fmt: skip
    checked = validate_all(form, raw_answers(form, attributes, standard), today=today)
    if checked.errors:
        raise Refusal(400, *(f"attribute[{error.question}]: {error.message}." for error in checked.errors))
    if checked.refusal is not None:
        raise Refusal(400, f"{checked.refusal.title}. {checked.refusal.text}")
    asked = request_from_answers(form, checked.answers, today=today, form_version_id=version_id, **known)
    asked = replace(asked, where=where, reporter=reporter, description=asked.description or description)
    return asked, form.confirmation.you_will_hear or None


def _where(given: Mapping[str, str]) -> Whereabouts:
    """GeoReport v2: lat and long together, or address_string, or address_id."""
    if bool(given.get("lat")) != bool(given.get("long")):
        raise Refusal(400, "Give lat and long together.")
    if not (given.get("lat") or given.get("address_string") or given.get("address_id")):
        raise Refusal(400, "Give lat and long, or address_string, or address_id.")
    words = clean_text(given.get("address_string", ""), field="address_string", max_length=300)
    uprn = clean_text(given.get("address_id", ""), field="address_id", max_length=20)
    return Whereabouts(words, uprn, _degrees(given, "lat"), _degrees(given, "long"))


def _degrees(given: Mapping[str, str], name: str) -> float | None:
    if not given.get(name):
        return None
    try:
        value = float(given[name])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Refusal(400, f"{name} is not a number of degrees.")
    return value


def _reporter(given: Mapping[str, str]) -> Reporter:
    name = f"{given.get('first_name', '')} {given.get('last_name', '')}".strip()
    return Reporter(name, given.get("email", ""), given.get("phone", ""))


def _description(given: Mapping[str, str]) -> str:
    """With the address of a picture, which is never fetched: whoever reads the case decides."""
    text = clean_text(given.get("description", ""), field="description", max_length=LONGEST_DESCRIPTION, lines=True)
    media = given.get("media_url", "")
    if not media:
        return text
    if not media.startswith("https://") or len(media) > LONGEST_URL or not media.isprintable():
        raise Invalid({"media_url": f"media_url must begin with https:// and have at most {LONGEST_URL} characters."})
    return f"{text}\n\nPicture: {media}".strip()
