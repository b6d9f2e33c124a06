"""The board of a front desk, and the waits of every site. Public: neither says why anybody came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from civichub.accounts.queries import system_account
from civichub.core.clocks import OFFICE, calendars_of_office, is_open, next_opening
from civichub.core.clocks.hours import WEEKDAYS
from civichub.frontdesk.models import FrontDesk, VoiceLanguage
from civichub.frontdesk.operations import note_screen_heard
from civichub.frontdesk.queries import Board, board_of, counters_of, open_desks, public_desk, screen_of_key
from civichub.places.queries import calendar_of
from civichub.routing.models import WorkKind
from civichub.routing.wait_scores import public_score
from civichub.web.access import public
from civichub.web.display.voice import sounds_of
from civichub.web.staff.office_hours import in_words
from civichub.web.ui.components import Column

WAITS = [Column(label) for label in ("Place", "Waiting now", "Wait if you come now", "Hours and access")]
SECONDS_KEPT = 15  # many look at once on a Monday morning


@public
@never_cache
@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is called to which counter. The page asks again every five seconds, with or without scripts."""
    return _board(request, public_desk(slug))


@public
@never_cache
@require_GET
def keyed_board(request: HttpRequest, key: str) -> HttpResponse:
    """The board of one screen on a wall, which its key opens until that is taken back; it speaks without a touch."""
    screen = screen_of_key("display", key)
    note_screen_heard(key=screen, actor=system_account(), at=timezone.now())
    return _board(request, screen.desk, speaks=True)


def _board(request: HttpRequest, desk: FrontDesk, *, speaks: bool = False) -> HttpResponse:
    now = timezone.now()
    board = board_of(desk, now)
    calls = [(call, " ".join(sounds_of(call, desk.languages))) for call in board.calls]
    opens = _opens(desk, now) if desk.shows_hours else None
    context = {
        "desk": desk, "board": board, "calls": calls, "now": now, "council": desk.organisation, "speaks": speaks,
        "opens": opens,
    }  # fmt: skip
    return render(request, "display/board.html", context)


@public
@never_cache
@require_GET
def waits(request: HttpRequest) -> HttpResponse:
    """How many wait at each site now, how long it usually takes today, when it is open and what it is like."""
    sites, score, now = cache.get_or_set("frontdesk.waits", _waits, SECONDS_KEPT)
    return render(request, "display/waits.html", {"sites": sites, "score": score, "columns": WAITS, "now": now})


def _waits() -> tuple[list[SiteNow], str, datetime]:
    now = timezone.now()
    found = []
    for desk in open_desks():
        counters = counters_of(desk)
        access = [
            words
            for words, is_so in (
                ("step-free counter", any(one.step_free for one in counters)),
                ("hearing loop", any(one.hearing_loop for one in counters)),
                ("private room", any(one.private for one in counters)),
            )
            if is_so
        ]
        spoken = [VoiceLanguage(one).label for one in desk.languages if one != VoiceLanguage.ENGLISH]
        found.append(SiteNow(desk, board_of(desk, now), _opens(desk, now), week_of(desk.site), access, spoken))
    return found, public_score([one.desk.organisation_id for one in found], now, channel=WorkKind.VISITOR), now


@dataclass(frozen=True)
class SiteNow:
    """A site as the public reads of it. `opens` is None while it is open."""

    desk: FrontDesk
    board: Board
    opens: datetime | None
    week: list[str]
    access: list[str]
    spoken: list[str]


def week_of(site: Any) -> list[str]:
    """The opening hours in lines, days alike together: "Mon to Fri 09:00 to 17:00"; empty where none are set."""
    hours = [(day, in_words(site.opening_hours.get(day, []))) for day in WEEKDAYS] if site.opening_hours else []
    lines = []
    for words, days in groupby(hours, key=lambda row: row[1]):
        named = [day[:3].title() for day, _ in days]
        lines.append(f"{named[0] if len(named) == 1 else f'{named[0]} to {named[-1]}'} {words or 'closed'}")
    return lines


def _opens(desk: FrontDesk, now: datetime) -> datetime | None:
    """None while the site is open or keeps no set hours, else when it opens next."""
    calendar = calendar_of(desk.site)
    if calendar is None:
        return None
    hours = calendars_of_office(calendar).index(OFFICE)
    return None if is_open(hours, now) else next_opening(hours, now)
