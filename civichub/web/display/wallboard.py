"""The board on a wall for who runs the day: counts, shares and warnings of queues. Never who waits, nor what for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from civichub.accounts.queries import system_account
from civichub.core.errors import NotFound
from civichub.frontdesk.queries import public_desk, queues_of
from civichub.routing.operations import note_wall_heard
from civichub.routing.queries import queues_run_by
from civichub.routing.wallboard import queues_on_wall, wall, wall_key
from civichub.web.access import public, staff
from civichub.web.live import can_stream, stream_of
from civichub.web.ui.paging import address_with

LOOKS = ("dark", "light")


@staff("work.supervise")
@never_cache
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The queues that this person runs, or those that the address names."""
    return _board(request, list(queues_run_by(request.user)), reverse("wallboard-events"))


@staff("work.supervise")
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """What the board of somebody signed in follows. It is no sign of life of their own desk."""
    return _stream(request, list(queues_run_by(request.user)))


@public
@never_cache
@require_GET
def keyed(request: HttpRequest, key: str) -> HttpResponse:
    """The same on a screen where nobody is signed in, by its key."""
    found = wall_key(key)
    if found is None:
        raise NotFound()
    note_wall_heard(wall_key=found, actor=system_account(), at=timezone.now())
    answer = _board(request, queues_on_wall(found), reverse("wall-events", args=[key]), council=found.organisation)
    answer["Referrer-Policy"] = "no-referrer"  # the address is the key
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@require_GET
def keyed_events(request: HttpRequest, key: str) -> HttpResponse:
    """What such a screen follows."""
    found = wall_key(key)
    if found is None:
        raise NotFound()
    return _stream(request, queues_on_wall(found))


def _stream(request: HttpRequest, queues: list[Any]) -> HttpResponse:
    if not can_stream(request):
        return HttpResponse(status=204)
    return stream_of({f"queue-{queue.pk}": "queues" for queue in queues} | {"seats": "queues"})


def _board(request: HttpRequest, queues: list[Any], events_url: str, *, council: Any = None) -> HttpResponse:
    title, shown = _chosen(request, queues)
    look = request.GET.get("look", "")
    other = "light" if look != "light" else "dark"
    context = {
        "title": title,
        "wall": wall(shown, timezone.now()),
        "look": look if look in LOOKS else "dark",
        "other_look": other,
        "other_look_url": address_with(request, look=other),
        "events_url": events_url if can_stream(request) else "",
        "council": council or (shown[0].organisation if shown else None),
    }
    return render(request, "display/wallboard.html", context)


def _chosen(request: HttpRequest, queues: list[Any]) -> tuple[str, list[Any]]:
    """What the address asks for, of these queues: `queue` (more than once), `site` or `organisation`."""
    asked = request.GET
    numbers = {value for value in asked.getlist("queue")[:50] if value.isdigit()}
    if numbers:
        shown = [queue for queue in queues if str(queue.pk) in numbers]
        return (shown[0].name if len(shown) == 1 else "Queues"), shown
    if site := asked.get("site", "").replace("\x00", "")[:80]:
        desk = public_desk(site)
        here = {queue.pk for queue in queues_of(desk)}
        return desk.site.name, [queue for queue in queues if queue.pk in here]
    wanted = asked.get("organisation", "")
    shown = [queue for queue in queues if wanted in ("", str(queue.organisation_id), queue.organisation.slug)]
    names = {queue.organisation.name for queue in shown}
    return (names.pop() if len(names) == 1 else "All queues"), shown
