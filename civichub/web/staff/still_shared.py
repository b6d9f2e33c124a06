"""Pages that show what partners share ask while they are open whether that still holds, and say so once it does not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from civichub.organisations.queries import agreements_for
from civichub.web.access import staff

POWERS = ("case.view", "customer.view")  # by which records of others are read under agreements
MOST_SHOWN = 200  # agreements on one page; a page that went by more asks for none of the rest


def words_for(agreements: Iterable[Any]) -> str:
    """What a page went by, as a word to send back: empty where it went by no agreement."""
    return ",".join(sorted({_word(one) for one in agreements})[:MOST_SHOWN])


def shown_under(user: Any) -> str:
    """The word of every agreement that was read while this page was made. A page of one record knows better."""
    return words_for(one for read in getattr(user, "agreements_read", {}).values() for one in read)


def _word(agreement: Any) -> str:
    terms = (sorted(agreement.fields), sorted(agreement.services), agreement.may_act)
    return f"{agreement.pk}.{hashlib.sha256(repr(terms).encode()).hexdigest()[:12]}"


@staff()
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Nothing while all that the page went by holds; else the words that take the page's place."""
    shown = {word for word in request.GET.get("under", "").split(",") if word}
    if shown <= {_word(one) for power in POWERS for one in agreements_for(request.user, power)}:
        return HttpResponse(status=204)
    answer = render(request, "staff/parts/no_longer_shared.html")
    answer["HX-Retarget"], answer["HX-Reswap"] = "#main-content", "innerHTML"
    return answer
