"""The kiosk of a site: language first, then a ticket, an answer, or one of our own pages. It forgets whoever leaves."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from civichub.accounts.queries import system_account
from civichub.catalogue.queries import a_to_z, live_services, service_by_slug
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.feedback.operations import MOST_WORDS, add_words_to_feedback, record_page_feedback
from civichub.frontdesk.models import FrontDesk
from civichub.frontdesk.operations import note_screen_heard
from civichub.frontdesk.queries import desk_of_key, queues_of, screen_of_key
from civichub.notifications.shipped import language_lines
from civichub.web.access import public
from civichub.web.display import kiosk_mode
from civichub.web.display.kiosk_mode import Kiosk, forget_everything, kiosk_of, remember
from civichub.web.display.kiosk_wording import own_name, wording, wordings
from civichub.web.portal.intents import INTENTS, services_for

SEEN = ("GET", "HEAD")
FEEDBACK_PAGE = "/kiosk/"
MOST_FEEDBACK = 60  # of one kiosk in five minutes


def desk_and_kiosk(request: HttpRequest, key: str) -> tuple[FrontDesk, Kiosk]:
    """The desk whose kiosk this is, and what it remembers. Raises `NotFound` for a forged or a revoked key."""
    desk, known = desk_of_key("kiosk", key), kiosk_of(request)
    return desk, known if known is not None and known.key == key else Kiosk(key)


def page(request: HttpRequest, key: str, name: str, **values: Any) -> HttpResponse:
    """One page of the kiosk in the language chosen; the device remembers which kiosk it is."""
    desk, kiosk = desk_and_kiosk(request, key)
    context = {
        "desk": desk, "kiosk": kiosk, "key": key, "w": wording(kiosk.language), "council": desk.organisation,
        "page_language": kiosk.language, "page_name": name, "idle": kiosk_mode.IDLE_SECONDS,
        "warning": kiosk_mode.WARNING_SECONDS, "useful_url": "", **values,
    }  # fmt: skip
    response = render(request, f"display/kiosk/{name}.html", context)
    remember(response, kiosk)
    response["Cache-Control"] = "no-store, private"
    response["HX-Push-Url"] = "false"  # the address of a step would be kept for whoever presses "back"
    return response


@public
@ensure_csrf_cookie
@require_http_methods(SEEN)
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Which language? Those that have every line of the kiosk, then those in which somebody can be found."""
    spoken = [(code, own_name(code)) for code in language_lines() if code not in wordings()]
    return page(request, key, "start", languages=list(wordings().values()), spoken=spoken)


@public
@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """A language, large print or high contrast, until somebody starts again."""
    _, kiosk = desk_and_kiosk(request, key)
    what, value = request.POST.get("what", ""), request.POST.get("value", "")[:12]
    if what == "language" and value in wordings():
        kiosk = replace(kiosk, language=value, speaks="")
    elif what == "language" and value in language_lines():
        kiosk = replace(kiosk, language="en", speaks=value)
    elif what in ("large", "contrast"):
        kiosk = replace(kiosk, **{what: value == "on"})
    first, back = reverse("kiosk", args=[key]), request.POST.get("next", "")[:300]
    ours = what != "language" and back.startswith(first) and url_has_allowed_host_and_scheme(back, None)
    response = redirect(back if ours else reverse("kiosk-menu", args=[key]))
    remember(response, kiosk)
    return response


@public
@require_http_methods(SEEN)
def menu(request: HttpRequest, key: str) -> HttpResponse:
    """What can we help you with?"""
    desk, kiosk = desk_and_kiosk(request, key)
    line = language_lines().get(kiosk.speaks, "").replace("{{ phone }}", desk.organisation.phone or "")
    return page(request, key, "menu", has_line=bool(queues_of(desk)), line=line, line_language=kiosk.speaks)


@public
@require_http_methods(SEEN)
def services(request: HttpRequest, key: str) -> HttpResponse:
    """Every service by its first letter."""
    return page(request, key, "services", letters=a_to_z(on=london_date(timezone.now())))


@public
@require_http_methods(SEEN)
def service(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """What it is; a ticket for it, or doing it here."""
    desk, _ = desk_and_kiosk(request, key)
    found = service_by_slug(slug)
    if found is None:
        raise NotFound()
    return page(request, key, "service", service=found, has_line=bool(queues_of(desk)))


@public
@require_http_methods(SEEN)
def report(request: HttpRequest, key: str) -> HttpResponse:
    """What can be reported on our own pages."""
    return page(request, key, "report", services=services_for(INTENTS[0], live_services()))


@public
@require_http_methods([*SEEN, "POST"])
def feedback(request: HttpRequest, key: str) -> HttpResponse:
    """Yes or no, then words if they like: kept without anything that says who was asked."""
    desk, _ = desk_and_kiosk(request, key)
    if request.method != "POST" or request.POST.get("answer") not in ("yes", "no"):
        return page(request, key, "feedback")
    at, actor = timezone.now(), system_account()
    if not too_many_tries("kiosk_feedback", (key,), at=at, tries=MOST_FEEDBACK):
        count_try(scope="kiosk_feedback", keys=(key,), actor=actor, at=at)
        given = record_page_feedback(
            page=FEEDBACK_PAGE, useful=request.POST["answer"] == "yes", organisation=desk.organisation, actor=actor,
            at=at,
        )  # fmt: skip
        if words := request.POST.get("words", "").replace("\x00", "").strip()[:MOST_WORDS]:
            add_words_to_feedback(feedback=given, words=words, actor=actor, at=at)
    return page(request, key, "thanks")


@public
@require_POST
def reset(request: HttpRequest, key: str) -> HttpResponse:
    """Start again: the next person finds nothing of the last."""
    desk_of_key("kiosk", key)
    response = redirect("kiosk", key)
    forget_everything(request, response, key)
    return response


@public
@require_http_methods(SEEN)
def ping(request: HttpRequest, key: str) -> HttpResponse:
    """Whether the hub is there: a kiosk asks before every step, and each minute while nobody stands at it."""
    with suppress(NotFound):
        note_screen_heard(key=screen_of_key("kiosk", key), actor=system_account(), at=timezone.now())
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
