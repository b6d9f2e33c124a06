"""What a kiosk asks and answers: a ticket, checking in, a case that somebody has already, and the councillors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civichub.accounts.queries import system_account
from civichub.cases.queries import case_by_reference, facts_for_message
from civichub.cases.tracking import knows_the_case
from civichub.catalogue.queries import live_services, services_by_ids
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict, HubError, Invalid
from civichub.core.references import format_reference, parse_reference
from civichub.core.throttling.operations import count_try
from civichub.core.throttling.queries import too_many_tries
from civichub.customers.needs import language_name
from civichub.frontdesk.keys import marked, ticket_link
from civichub.frontdesk.models import AccessNeed, Printer
from civichub.frontdesk.operations import ask_for_print, register_arrival
from civichub.frontdesk.queries import queues_of, speakers_at, standing_of, visit_of_ticket
from civichub.notifications.links import track_link
from civichub.places.postcodes import parse_postcode
from civichub.places.queries import addresses_at_postcode, areas_of, councillors_for, sessions_between
from civichub.web.access import public
from civichub.web.display.checking_in import check_in
from civichub.web.display.kiosk import SEEN, desk_and_kiosk, page
from civichub.web.display.kiosk_wording import ENGLISH, wording
from civichub.web.display.qr import qr_image
from civichub.web.portal.tracked import tracked_of
from civichub.web.portal.tracking import SCOPE
from civichub.workforce.queries import active_skills

ASKED = [*SEEN, "POST"]
MOST_TICKETS = 30  # of one kiosk in five minutes: more is somebody playing, or a stolen address
ASKED_FOR = (AccessNeed.SEAT, AccessNeed.HEARING_LOOP, AccessNeed.STEP_FREE, AccessNeed.QUIET, AccessNeed.COME_TO_THEM,
             AccessNeed.CANNOT_WAIT)  # fmt: skip
FIRST_SERVICES = 8
SESSIONS_AHEAD = timedelta(days=35)


@public
@require_http_methods(ASKED)
def see(request: HttpRequest, key: str) -> HttpResponse:
    """A ticket: for what, what they need, and how they wish to be called."""
    desk, kiosk = desk_and_kiosk(request, key)
    w, queues = wording(kiosk.language), queues_of(desk)
    served = {pk for queue in queues for pk in queue.services}
    listed = sorted(live_services(), key=lambda one: (one.pk not in served, one.title.casefold()))
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("kiosk-ticket", key, _ticket(request, key))
        except Invalid as error:
            errors = {field: w.get(f"error_{'mobile' if field == 'phone' else field}", words)
                      for field, words in error.errors.items()}  # fmt: skip
        except Conflict:
            errors = {"": w["closed"]}
    return page(
        request, key, "see", services=listed[:FIRST_SERVICES], more_services=listed[FIRST_SERVICES:],
        chosen=request.POST.getlist("service") or [request.GET.get("service", "")[:18]],
        needs=[(need.value, w[f"need_{need}"]) for need in ASKED_FOR], errors=errors, given=request.POST,
        given_needs=request.POST.getlist("needs"), page_has_errors=bool(errors),
    )  # fmt: skip


def _ticket(request: HttpRequest, key: str) -> str:
    """Give the ticket; returns its token. The hub acts: whoever stands there has no account."""
    desk, kiosk = desk_and_kiosk(request, key)
    at, actor, given = timezone.now(), system_account(), request.POST
    if too_many_tries("kiosk_ticket", (key,), at=at, tries=MOST_TICKETS):
        raise Conflict("This kiosk has given too many tickets.")
    numbers = list(
        dict.fromkeys(text for text in given.getlist("service") if text.isascii() and text.isdigit() and len(text) < 18)
    )[:5]
    found = services_by_ids(int(text) for text in numbers)
    text_me = bool(given.get("text_me"))
    visit = register_arrival(
        desk=desk, services=[found.get(int(text)) for text in numbers] or [None], needs=given.getlist("needs"),
        called_by="name" if given.get("called_by") == "name" else "number", name=given.get("name", ""),
        phone=given.get("phone", "") if text_me else "", text_me=text_me, actor=actor, at=at,
        **_spoken(desk, kiosk, at),
    )  # fmt: skip
    count_try(scope="kiosk_ticket", keys=(key,), actor=actor, at=at)
    if desk.printer != Printer.NONE:
        ask_for_print(visit=visit, actor=actor, at=at)
    return marked("ticket", visit.pk)


def _spoken(desk: Any, kiosk: Any, at: datetime) -> dict[str, str]:
    """Left to a colleague who has the language; where nobody at this desk does, a line that says so, and no wait."""
    code = kiosk.speaks or kiosk.language
    if code == ENGLISH:
        return {}
    skill = f"language:{code}"
    if active_skills().filter(key=skill).exists() and speakers_at(desk, skill, at):
        return {"language": skill}
    return {"reason": f"Speaks {language_name(code)}: ring the interpreting line"}


@public
@require_http_methods(SEEN)
def ticket(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The number in large, and how to take it along."""
    visit, (_, kiosk) = visit_of_ticket(token), desk_and_kiosk(request, key)
    link, w, standing = ticket_link(visit.pk), wording(kiosk.language), standing_of(visit, timezone.now())
    return page(
        request, key, "ticket", visit=visit, standing=standing, qr=qr_image(link),
        ahead_words=w["ahead_some"].replace("{number}", str(standing.ahead)),
        usual_words=w["usual"].replace("{wait}", _span(standing.wait)) if standing.wait else "",
        is_printed=visit.desk.printer != Printer.NONE,
    )  # fmt: skip


def _span(wait: str) -> str:
    """A range of minutes as every language writes it: "5–15 min"."""
    return wait.replace("up to ", "0–").replace(" to ", "–").replace(" minutes", " min")


def _counted(request: HttpRequest, key: str, scope: str, asked: str, look: Callable[[], Any]) -> tuple[Any, str]:
    """What `look` finds, or the word of the refusal. Ten wrong tries of one kiosk or for one thing, then a pause."""
    at, keys = timezone.now(), (f"kiosk:{key}", asked)
    if too_many_tries(scope, keys, at=at):
        return None, "too_often"
    found = look()
    if found is None:
        count_try(scope=scope, keys=keys, actor=system_account(), at=at)
        return None, "not_found"
    return found, ""


@public
@require_http_methods(ASKED)
def case(request: HttpRequest, key: str) -> HttpResponse:
    """How a request is going, by its reference and postcode: an answer without a ticket."""
    desk_and_kiosk(request, key)
    if request.method != "POST":
        return page(request, key, "case")
    typed, postcode = request.POST.get("reference", "")[:40], request.POST.get("postcode", "")[:12]
    reference = parse_reference(typed) or ""

    def look() -> Any:
        found = case_by_reference(reference) if reference and parse_postcode(postcode) else None
        return found if found is not None and knows_the_case(found, postcode) else None

    found, refusal = _counted(request, key, SCOPE, reference, look)
    if found is None:
        return page(request, key, "case", refusal=refusal, given=request.POST, page_has_errors=True)
    return redirect("kiosk-answer", key, urlsplit(track_link(found.reference)).path.rstrip("/").rpartition("/")[2])


@public
@require_http_methods(SEEN)
def answer(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Where a request stands, in three lines; everything else is a touch further."""
    tracked = tracked_of(request, token=token)
    facts, (_, kiosk) = facts_for_message(tracked.case.pk), desk_and_kiosk(request, key)
    expected = wording(kiosk.language)["expected"].replace("{day}", f"{facts.due_on:%d.%m.%Y}") if facts.due_on else ""
    return page(
        request, key, "answer", facts=facts, reference=format_reference(facts.reference), token=token,
        title="" if facts.sensitive else facts.service_title, expected_words=expected,
    )  # fmt: skip


@public
@require_http_methods(ASKED)
def appointment(request: HttpRequest, key: str) -> HttpResponse:
    """I am here: by the reference of the appointment or the telephone number given with it."""
    desk, _ = desk_and_kiosk(request, key)
    if request.method != "POST":
        return page(request, key, "appointment")
    asked = request.POST.get("asked", "").replace("\x00", "")[:40].strip()

    def look() -> Any:
        try:
            return check_in(desk, asked, actor=system_account(), at=timezone.now()) if asked else None
        except HubError:
            return None

    found, refusal = _counted(request, key, "kiosk_check_in", asked, look)
    if found is None:
        return page(request, key, "appointment", refusal=refusal, given=request.POST, page_has_errors=True)
    return page(request, key, "checked_in", arrived=found)


@public
@require_http_methods(ASKED)
def councillors(request: HttpRequest, key: str) -> HttpResponse:
    """Who sits for a postcode, and when they can be met. Where it lies in several wards, all of them."""
    desk_and_kiosk(request, key)
    if request.method != "POST":
        return page(request, key, "councillors")
    postcode = parse_postcode(request.POST.get("postcode", "")[:12])
    if postcode is None:
        return page(request, key, "councillors", refusal="error_postcode", given=request.POST, page_has_errors=True)
    today = london_date(timezone.now())
    areas = {area.pk: area for home in addresses_at_postcode(postcode)[:100] for area in areas_of(home)}
    seats = councillors_for(list(areas.values())) if areas else []
    held = sessions_between(today, today + SESSIONS_AHEAD) if seats else []
    rows = [(seat, [one for one in held if one.session.councillor_id == seat.pk][:3]) for seat in seats]
    return page(request, key, "councillors", rows=rows, postcode=postcode, looked=True, given=request.POST)
