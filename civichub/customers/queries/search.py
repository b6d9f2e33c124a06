"""One box that finds a customer by whatever the advisor was told, among those this account may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Reverse

from civichub.customers.models import ContactKind, ContactPoint, Customer
from civichub.customers.models.people import CONTACT_FIELD
from civichub.customers.queries import page_rows
from civichub.customers.queries.access import access_to_customers
from civichub.customers.queries.families import keeper_ids
from civichub.customers.queries.reading import is_withheld
from civichub.customers.queries.shapes import CustomerView
from civichub.customers.queries.views import views_of
from civichub.customers.search_text import Asked, read_search
from civichub.customers.states import ACTIVE

SHORTEST_FOR_INDEX = 3  # a trigram index finds nothing by fewer letters
SHORTEST_FOR_TYPOS = 4
MOST_LOOKED_AT = 1_000
MOST_SIMILAR = 20  # names spelled nearly so fill a list up to here: below twenty likely people, more is noise
LIKENESS = settings.LIKENESS_OF_NAMES


@dataclass(frozen=True)
class SearchHit:
    """A customer as the searcher may see them, with why they were found ("Phone number ends 960123")."""

    customer: CustomerView
    why: tuple[str, ...]


def search_customers(user: Any, text: str, limit: int = 20, *, near_too: bool = True) -> list[SearchHit]:
    """Customers whom `user` may see, by name (even misspelt), phone, email, postcode, UPRN, reference or date of birth.

    A detail that the user may not see cannot be searched by, so a search never confirms where a sheltered person lives:
    with a postcode or a UPRN in the text, somebody sheltered is not found even by name. Without `near_too`, names that
    are spelled nearly so are looked for only where nobody has the very name: that costs most of a search by name.
    """
    asked = read_search(text)
    if asked.is_empty:
        return []
    why: dict[int, list[str]] = {}
    for found, reason in _ways(user, asked, limit, near_too):
        for pk in found:
            if pk in why or len(why) < limit:
                why.setdefault(pk, []).append(reason)
        if len(why) >= limit:
            break
    customers = {row.pk: row for row in page_rows.customers(ids=list(why))} if why else {}
    views = views_of([customers[pk] for pk in why if pk in customers], user)
    return [SearchHit(view, tuple(dict.fromkeys(why[view.id]))) for view in views]


def _ways(user: Any, asked: Asked, limit: int, near_too: bool) -> Iterator[tuple[list[int], str]]:
    """Each reading of the text in turn: the ids it finds, the best first, and why they count as found."""
    if asked.reference:
        yield _by_reference(user, asked.reference), "Customer reference"
    if asked.email:
        yield _by_email(user, asked.email, limit), "Email address"
    if asked.last_digits:
        found, reason = _by_phone(user, asked, limit)
        yield found, reason
    if asked.uprn:
        yield _at_property(user, asked.uprn, limit), f"Lives at UPRN {asked.uprn}"
    if asked.postcode:
        yield _at_postcode(user, asked, limit), f"Address in {asked.postcode}"
    elif asked.born:
        yield _by_birth(user, asked, limit), "Date of birth"
    elif asked.words:
        exact = _by_name(user, asked.words, limit)
        yield exact, "Name"
        wanted = min(limit, MOST_SIMILAR)
        if len(exact) < wanted and (near_too or not exact):
            similar = _by_similar_name(user, asked.words, wanted)
            yield similar[: wanted - len(set(exact) - set(similar))], "Name spelled nearly so"


def _by_reference(user: Any, reference: str) -> list[int]:
    named = Customer.objects.filter(reference=reference).values_list("pk", flat=True)
    return _ids(Customer.objects.visible_to(user).filter(pk__in=keeper_ids(named).values()))


def _by_email(user: Any, email: str, limit: int) -> list[int]:
    emails = ContactPoint.objects.live().filter(kind=ContactKind.EMAIL)
    exact = _holders(user, emails.filter(normalised=email), limit)
    return exact or _holders(user, emails.filter(normalised__startswith=email), limit)


def _by_phone(user: Any, asked: Asked, limit: int) -> tuple[list[int], str]:
    phones = ContactPoint.objects.live().filter(kind=ContactKind.PHONE)
    if asked.phone is not None:
        exact = _holders(user, phones.filter(normalised=asked.phone.e164), limit)
        if exact:
            return exact, "Phone number"
    backwards = phones.annotate(backwards=Reverse("normalised")).filter(backwards__startswith=asked.last_digits[::-1])
    return _holders(user, backwards, limit), f"Phone number ends {asked.last_digits[-6:]}"


def _at_property(user: Any, uprn: str, limit: int) -> list[int]:
    return _holders(user, ContactPoint.objects.live().filter(kind=ContactKind.ADDRESS, uprn=uprn), limit)


def _at_postcode(user: Any, asked: Asked, limit: int) -> list[int]:
    """At a postcode; a house number and words beside it narrow, the words as a name or a part of the address."""
    points = ContactPoint.objects.live().filter(kind=ContactKind.ADDRESS, postcode=asked.postcode)
    if asked.house:
        points = points.filter(value__iregex=rf"\m{asked.house}\M")
    for word in asked.words:
        points = points.filter(Q(customer__search_name__contains=word) | Q(normalised__contains=word))
    if asked.born:
        points = points.filter(customer__date_of_birth=asked.born)
    return _holders(user, points, limit, as_holder=asked.born is not None)


def _holders(user: Any, points: QuerySet[ContactPoint], limit: int, *, as_holder: bool = False) -> list[int]:
    """Whose these are, where `user` may read the point itself: first found by an index, then asked one by one.

    Looks at the first thousand only: a beginning of an email that fits more must be typed further.
    """
    rows = list(points.filter(customer__state=ACTIVE).select_related("customer").order_by("pk")[:MOST_LOOKED_AT])
    accesses = access_to_customers(user, {row.customer_id: row.customer for row in rows}.values())
    found: dict[int, None] = {}
    for row in rows:
        access = accesses.get(row.customer_id)
        if access is None or not access.opens(CONTACT_FIELD) or is_withheld(row, access):
            continue
        if not as_holder or access.holds or access.is_own:
            found[row.customer_id] = None
    return list(found)[:limit]


def _by_birth(user: Any, asked: Asked, limit: int) -> list[int]:
    """By date of birth, which only holders may see; words beside it must be like the name."""
    born = Customer.objects.filter(date_of_birth=asked.born, state=ACTIVE).order_by("search_name", "pk")
    if asked.words:
        name = " ".join(asked.words)
        like = Q(likeness__gte=LIKENESS) | Q(search_name__contains=asked.words[-1])
        born = born.annotate(likeness=TrigramSimilarity("search_name", name)).filter(like).order_by("-likeness", "pk")
    rows = list(born[:MOST_LOOKED_AT])
    accesses = access_to_customers(user, rows)
    known = [row.pk for row in rows if row.pk in accesses and (accesses[row.pk].holds or accesses[row.pk].is_own)]
    return known[:limit]


def _by_name(user: Any, words: tuple[str, ...], limit: int) -> list[int]:
    """Each word begins a word of the name; a whole name and a name that begins so come first."""
    named = Customer.objects.visible_to(user)
    if all(len(word) < SHORTEST_FOR_INDEX for word in words):
        named = named.filter(search_name__startswith=" ".join(words))
    for word in words:
        named = named.filter(search_name__regex=rf"\m{re.escape(word)}")
    name = " ".join(words)
    ranked = named.annotate(
        rank=Case(When(search_name=name, then=0), When(search_name__startswith=name, then=1), default=2)
    )
    return _ids(ranked.order_by("rank", "search_name", "pk")[:limit])


def _by_similar_name(user: Any, words: tuple[str, ...], limit: int) -> list[int]:
    name = " ".join(words)
    if len(name) < SHORTEST_FOR_TYPOS:
        return []
    like = Customer.objects.visible_to(user).filter(search_name__trigram_similar=name)
    like = like.annotate(likeness=TrigramSimilarity("search_name", name)).filter(likeness__gte=LIKENESS)
    return _ids(like.order_by("-likeness", "pk")[:limit])


def _ids(found: QuerySet[Customer]) -> list[int]:
    return list(found.values_list("pk", flat=True))
