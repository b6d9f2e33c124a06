"""Service request updates, mySociety's extension: what happened to requests, and news from whoever sent one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.api.open311.doors import jurisdiction_of, key_of, listings_by_code, moment_of, reader_of
from civichub.api.open311.formats import Answer, Refusal, answers, w3
from civichub.api.open311.posting import LONGEST_DESCRIPTION, posted
from civichub.api.open311.requests import MOST, date_range
from civichub.api.open311.throttling import throttled
from civichub.cases.operations.notes import add_note
from civichub.cases.queries.published import PublishedFilter, published_case, published_changes
from civichub.core.idempotency import MAX_KEY_LENGTH, once
from civichub.core.references import parse_reference
from civichub.core.text import clean_text


@csrf_exempt
@require_http_methods(["GET", "POST"])
@answers
@throttled
def many(request: HttpRequest) -> Answer:
    """POST or GET service request updates."""
    return _post(request) if request.method == "POST" else _listed(request)


def _filter(given: Any, **more: Any) -> PublishedFilter:
    organisation = jurisdiction_of(given)
    services = [listing.service_id for listing in listings_by_code(organisation).values()]
    return PublishedFilter(organisation.pk, services, **more)


def _listed(request: HttpRequest) -> Answer:
    """The latest 90 days unless a range is given, the oldest first, at most 1,000."""
    since, until = date_range(request.GET)
    wanted = _filter(request.GET, opened_from=since, opened_to=until)
    found = published_changes(wanted, reader=reader_of(request), size=MOST)
    return "service_request_updates", [
        {
            "update_id": str(change.entry_id),
            "service_request_id": change.reference,
            "status": "open" if change.is_open else "closed",
            "updated_datetime": w3(change.at),
            "description": change.words,
            "media_url": None,
        }
        for change in found
    ]


def _post(request: HttpRequest) -> Answer:
    """A note for staff, once for each `update_id`. What the case does next is for its own body to say."""
    given = posted(request)
    key, now = key_of(given, "case.act"), timezone.now()
    number, update = given.get("service_request_id", ""), given.get("update_id", "")
    if not update or len(update) > MAX_KEY_LENGTH or not update.isprintable():
        raise Refusal(400, "update_id was not provided.")
    moment_of(given, "updated_datetime")
    wanted = _filter(given, references=(parse_reference(number) or "-",))
    case = published_case(wanted, reader=key.client)
    if case is None:
        raise Refusal(404, "service_request_id was not found.")
    said = clean_text(given.get("description", ""), field="description", max_length=LONGEST_DESCRIPTION, lines=True)
    status = clean_text(given.get("status", ""), field="status", max_length=60)
    text = f"{key.label} says: {said or 'no words'}" + (f" (status there: {status})" if status else "")

    # A report of theirs that went to the council responsible at the place is still theirs to add to.
    theirs = case.channel == "api" and case.front_door_id == key.organisation_id
    actor = system_account() if theirs and case.organisation_id != key.organisation_id else key.client

    def act() -> str:
        return str(add_note(case=case, text=text, public=False, actor=actor, at=now).pk)

    scope, content = f"open311:{key.client_id}:updates", [case.reference, said, status]
    once(scope=scope, key=update, request=content, at=now, act=act)
    return "service_request_updates", [{"update_id": update}]
