"""From a situation and a place to what may help, and the page of one service."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from civichub.accounts.queries import system_account
from civichub.core.clocks import LONDON, london_date
from civichub.core.errors import HubError, NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.directory.models import Language, Service
from civichub.directory.operations.suggestions import report_wrong
from civichub.directory.queries.keeping import standing_of
from civichub.directory.queries.published import public_document, service_by_uuid, terms_in_use
from civichub.directory.queries.search import Offer, Wanted, assurance_words, place_from, search
from civichub.directory.schedules import clock_words, in_words, open_until
from civichub.web.access import public
from civichub.web.errors import add_refusal
from civichub.web.portal.visitor import came_from, place_of
from civichub.web.ui.components import Place as MapPlace
from civichub.web.ui.forms import EmailField, HubForm, LongTextField
from civichub.web.ui.paging import numbered_pager

PAGE, MOST_TYPED, OLDEST = 20, 200, 130
MILES = (1, 3, 5, 10, 20)
SCOPE = "directory-wrong"
TOO_OFTEN = "You have told us very often. Wait five minutes, then try again, or call us."


@public
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The search, with everything offered where nobody has typed anything."""
    now = timezone.now()
    where = _typed(request, "where")
    if not where and "where" not in request.GET and (remembered := place_of(request)):
        where = remembered.postcode
    place = place_from(where) if where else None
    wanted = _wanted(request)
    found = search(wanted, place, at=now)
    page, pages = _page(request, len(found.offers))
    shown = found.offers[(page - 1) * PAGE : page * PAGE]
    values = {
        "words": wanted.words, "where": where, "place": place, "wanted": wanted, "found": found, "shown": shown,
        "total": len(found.offers), "pager": numbered_pager(request, page=page, pages=pages) if pages > 1 else None,
        "terms": terms_in_use(on=london_date(now)), "miles": MILES, "languages": _languages(now),
        "is_filtered": any((wanted.term_id, wanted.age, wanted.miles, wanted.free, wanted.open_now, wanted.language)),
        "on_map": [place for offer in shown for place in _on_map(offer)], "page_has_errors": False,
    }  # fmt: skip
    return render(request, "portal/directory/search.html", values)


def _typed(request: HttpRequest, name: str) -> str:
    return " ".join(request.GET.get(name, "")[:MOST_TYPED].replace("\x00", " ").split())


def _wanted(request: HttpRequest) -> Wanted:
    miles, age, term = (_number(_typed(request, name)) for name in ("miles", "age", "kind"))
    return Wanted(
        words=_typed(request, "q"), term_id=term, age=age if age is not None and age <= OLDEST else None,
        miles=float(miles) if miles in MILES else None, free=_typed(request, "free") == "yes",
        open_now=_typed(request, "open") == "yes", language=_typed(request, "language")[:10],
    )  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _page(request: HttpRequest, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(1, _number(request.GET.get("page", "")) or 1), pages), pages


def _languages(now: Any) -> list[tuple[str, str]]:
    spoken = Language.objects.filter(service__in=Service.objects.offered(london_date(now))).exclude(code="")
    return sorted(dict(spoken.values_list("code", "name")).items(), key=lambda one: one[1])


def _on_map(offer: Offer) -> list[MapPlace]:
    places = []
    for row in offer.document["locations"]:
        where = row["location"]
        if where["latitude"] is not None:
            detail = ", ".join(filter(None, (where["name"], where["postal_code"])))
            places.append(MapPlace(offer.service.name, where["latitude"], where["longitude"],
                                   url=f"/directory/{offer.service.uuid}/", detail=detail))  # fmt: skip
    return places


@public
@require_GET
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One service: what, for whom, where, when, how to get it, and how far that can be relied on."""
    service, now = _service(key), timezone.now()
    document = public_document(service)
    schedules = [*document["schedules"], *(one for row in document["locations"] for one in row["schedules"])]
    runs = service.status == "active"
    closes = open_until(schedules, now.astimezone(LONDON)) if runs else None
    standing = standing_of(service, on=london_date(now))
    values = {
        "service": service, "document": document, "times": [in_words(one) for one in document["schedules"]],
        "places": [(row["location"], [in_words(one) for one in row["schedules"]]) for row in document["locations"]],
        "open_until": clock_words(closes) if closes else "", "standing": standing, "runs": runs,
        "assurance": assurance_words(service, standing), "terms": service.terms.all(),
        "on_map": _on_map(Offer(service, document, 0, None, None, standing, ())),
    }  # fmt: skip
    return render(request, "portal/directory/service.html", values)


def _service(key: str) -> Service:
    service = service_by_uuid(key, on=london_date(timezone.now()))
    if service is None:
        raise NotFound
    return service


class WrongForm(HubForm):
    """What is wrong."""

    words = LongTextField(label="What is wrong?", limit=2_000, missing="Enter what is wrong")
    from_email = EmailField(
        label="Your email address (optional)", required=False, hint="Only so that we can ask you something about it"
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, key: str) -> HttpResponse:
    """Tell us that something is wrong; a person looks at it."""
    service, form, now = _service(key), WrongForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        who = (came_from(request),)
        if too_many_tries(SCOPE, who, at=now):
            form.add_error(None, TOO_OFTEN)
            return render(request, "portal/directory/wrong.html", {"form": form, "service": service}, status=429)
        count_try(scope=SCOPE, keys=who, actor=system_account(), at=now)
        try:
            report_wrong(service=service, actor=system_account(), at=now, **form.cleaned_data)
        except HubError as error:
            add_refusal(form, error)
        else:
            return redirect("directory-told", service.uuid)
    return render(request, "portal/directory/wrong.html", {"form": form, "service": service})


@public
@require_GET
def told(request: HttpRequest, key: str) -> HttpResponse:
    """Thank you."""
    return render(request, "portal/directory/told.html", {"service": _service(key)})
