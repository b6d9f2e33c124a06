"""The disclosure log: a list with search, one answer, a feed and a spreadsheet file. Nothing personal is in it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_GET

from civichub.disclosure.models import LogEntry
from civichub.disclosure.queries import published_entries, published_entry
from civichub.organisations.queries import active_organisations
from civichub.web.access import public
from civichub.web.csv_file import stream
from civichub.web.portal.visitor import front_door_of
from civichub.web.ui.forms import HubForm, OneChoiceField, SelectBox, TextField
from civichub.web.ui.paging import keyset_page

MOST_TYPED = 200
IN_A_FEED = 50
ORDER = ("-answered_on", "-id")
HEADINGS = ("Council", "Number", "Answered on", "Title", "What was asked", "What we answered", "Result", "Reasons")


class LogForm(HubForm):
    """What to look for, and whose answers."""

    q = TextField(label="Words", required=False, max_length=MOST_TYPED)
    council = OneChoiceField(label="Council", required=False, choices=[], widget=SelectBox())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.slug, one.name) for one in active_organisations()]
        self.fields["council"].choices = [("", "Every council"), *choices]


def _chosen(request: HttpRequest) -> tuple[LogForm, QuerySet[LogEntry]]:
    typed = {
        "q": " ".join(request.GET.get("q", "")[:MOST_TYPED].replace("\x00", " ").split()),
        "council": request.GET.get("council", "")[:60],
    }
    form = LogForm(typed)
    council = active_organisations().filter(slug=typed["council"]).first() if form.is_valid() else None
    return form, published_entries(words=typed["q"], organisation_id=council.pk if council else None)


@public
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The answers, the latest first; those with the words that were typed."""
    form, found = _chosen(request)
    rows, pager = keyset_page(request, found, order=ORDER, size=20)
    query = request.GET.urlencode() if form["q"].value() or form["council"].value() else ""
    values = {"form": form, "rows": rows, "pager": pager, "query": query, "front_door": front_door_of(request)}
    return render(request, "portal/disclosure/log.html", values)


@public
@require_GET
def entry(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One answer."""
    values = {"entry": published_entry(slug, number), "front_door": front_door_of(request)}
    return render(request, "portal/disclosure/entry.html", values)


@public
@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The latest answers as an Atom feed; with ``council`` or ``q`` only those."""
    _, found = _chosen(request)
    made = Atom1Feed(
        title="Disclosure log", link=settings.PUBLIC_URL + reverse("disclosure-log"), language="en-GB",
        description="Answers to requests for information",
    )  # fmt: skip
    for one in found[:IN_A_FEED]:
        link = settings.PUBLIC_URL + reverse("disclosure-log-entry", args=[one.organisation.slug, one.number])
        day = datetime.combine(one.answered_on, time(12), UTC)
        made.add_item(title=one.title, link=link, description=one.asked, pubdate=day, updateddate=one.published_at,
                      unique_id=link, author_name=one.organisation.name)  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@public
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The answers as a spreadsheet file."""
    _, found = _chosen(request)
    rows = (
        (one.organisation.name, one.number, one.answered_on, one.title, one.asked, one.answered,
         one.get_outcome_display(), one.grounds)
        for one in found.iterator(chunk_size=200)
    )  # fmt: skip
    return stream("disclosure-log", [HEADINGS, *rows])
