"""The box at the top of the desk: people, cases, contacts, services, articles and colleagues by whatever was typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from civichub.cases.queries import get_case_for
from civichub.catalogue.queries import search_services
from civichub.contacts.queries import get_contact_for
from civichub.core.errors import NotFound
from civichub.core.references import parse_reference
from civichub.customers.queries import search_customers
from civichub.knowledge.queries import find_articles
from civichub.web.access import staff
from civichub.workforce.queries import whiteboard

MOST_FOUND = 25  # nobody reads more people of one name; a postcode or a date of birth narrows them
MOST_BESIDE = 5
SHORTEST_NAME = 3


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[:200].strip()


@staff()
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """A reference goes straight to its case or contact; else everything that fits, customers first."""
    words, user = _typed(request), request.user
    if parse_reference(words) and (target := _by_reference(user, words)):
        return target
    found = search_customers(user, words, limit=MOST_FOUND, near_too=False) if _may_find(user, words) else []
    context = {
        "search_words": words,
        "hits": found,
        "finds_customers": _may_find(user, words),
        "finds_cases": user.holds_anywhere("case.view"),
        "narrower": MOST_FOUND if len(found) == MOST_FOUND else 0,
        "more_later": bool(found and _letters(words)),
        **({} if found else _beside(user, words)),
    }
    return render(request, "staff/search.html", context)


@staff("customer.view")
@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """Whatever else fits, asked for once the customers are on the screen: names spelled nearly so, and what is no
    customer.
    """
    words, user = _typed(request), request.user
    found = search_customers(user, words, limit=MOST_FOUND) if words else []
    has_exact = any("Name" in hit.why for hit in found)  # without, the first page had those spelled nearly so
    near = [hit for hit in found if has_exact and "Name" not in hit.why]
    context = {"near": near, "search_words": words, **_beside(user, words)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "staff/parts/search_more.html" if is_part else "staff/search_more.html", context)


def _may_find(user: Any, words: str) -> bool:
    return bool(words) and user.holds_anywhere("customer.view")


def _by_reference(user: Any, words: str) -> HttpResponse | None:
    """The page of the case or contact with that reference; a customer's is found with the customers."""
    for power, get, name in (("case.view", get_case_for, "case"), ("contact.view", get_contact_for, "contact")):
        if user.holds_anywhere(power):
            try:
                return redirect(name, get(user, words).reference)
            except NotFound:
                continue
    return None


def _letters(words: str) -> list[str]:
    """The words that could name something else than a customer: none of an email address or a number."""
    return [] if "@" in words else [word for word in words.split() if word.isalpha()]


def _beside(user: Any, words: str) -> dict[str, Any]:
    """What is no customer."""
    letters = _letters(words)
    if not letters:
        return {}
    now, home = timezone.now(), user.memberships_in_force
    found: dict[str, Any] = {"services": search_services(words, limit=MOST_BESIDE)}
    if home:
        held = find_articles(words, organisation_id=home[0].organisation_id, at=now, limit=MOST_BESIDE)
        found["articles_found"] = held.versions if held.close else ()
        if len(max(letters, key=len)) >= SHORTEST_NAME:
            found["people"] = whiteboard(user, now, words=words)[:MOST_BESIDE]
    return found
