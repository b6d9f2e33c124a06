"""Reads about front desks: who waits, who is where, what the board shows, how long it takes."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from civichub.core.clocks import LONDON, london_date
from civichub.core.errors import NotFound
from civichub.frontdesk.keys import marked, read_marked, ticket_link
from civichub.frontdesk.models import (
    Call,
    Counter,
    DeskKey,
    FrontDesk,
    TicketPrint,
    Visit,
    VisitorPass,
    VisitService,
)
from civichub.frontdesk.printer import TicketText
from civichub.frontdesk.states import AT_COUNTER, LANGUAGE_LEVEL
from civichub.places.queries import sessions_between
from civichub.routing.live_waits import wait_for, wait_of
from civichub.routing.queries import line_of, recent_handling_seconds
from civichub.routing.waits.wording import Range, in_short
from civichub.workforce.queries import skills_of

BOARD_SHOWS = timedelta(minutes=10)  # a call older than that has been heard or missed
BOARD_ROWS = 6
OTHER = "Other services"


def desks_for(user: Any) -> list[FrontDesk]:
    """The desks that this person may see, by name of their site."""
    return list(FrontDesk.objects.visible_to(user).filter(is_active=True).select_related("site", "organisation"))


def desk_for(user: Any, slug: str) -> FrontDesk:
    """The desk of that site, or their first without one. Raises `NotFound`."""
    home = {membership.organisation_id for membership in user.memberships_in_force}
    desks = sorted(desks_for(user), key=lambda desk: desk.organisation_id not in home)
    found = next((desk for desk in desks if not slug or desk.site.slug == slug), None)
    if found is None:
        raise NotFound()
    return found


def public_desk(slug: str) -> FrontDesk:
    """The desk behind a public board. Raises `NotFound`."""
    found = FrontDesk.objects.filter(site__slug=slug, is_active=True).select_related("site", "organisation").first()
    if found is None:
        raise NotFound()
    return found


def open_desks() -> list[FrontDesk]:
    """Every desk that receives visitors, by name of its site."""
    return list(FrontDesk.objects.filter(is_active=True).select_related("site", "organisation"))


def visit_for(user: Any, pk: int) -> Visit:
    """One visit that this person may see. Raises `NotFound`."""
    found = _whole(Visit.objects.visible_to(user).filter(pk=pk)).first()
    if found is None:
        raise NotFound()
    return found


def visit_in_line(pk: int) -> Visit | None:
    """The visit that an item of work is about. It opens nothing: its page asks who may see it."""
    return Visit.objects.filter(pk=pk).first()


def _whole(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    services = VisitService.objects.select_related("service")
    related = visits.select_related("desk", "desk__site", "counter", "served_by", "contact", "customer")
    return related.prefetch_related(Prefetch("services", services))


def counter_at(user: Any) -> Counter | None:
    """Where this person stands, if anywhere."""
    found = Counter.objects.filter(person=user, is_active=True)
    return found.select_related("desk", "desk__site", "desk__organisation").first()


def visit_in_hand(user: Any) -> Visit | None:
    """Who stands in front of this person or has been called to them."""
    return _whole(Visit.objects.filter(served_by=user, state__in=AT_COUNTER)).first()


def counters_of(desk: FrontDesk) -> list[Counter]:
    """The counters in use, with who stands at each."""
    return list(desk.counters.filter(is_active=True).select_related("person"))


def queues_of(desk: FrontDesk) -> list[Any]:
    """The queues of this desk, its first line first."""
    return [line.queue for line in desk.lines.select_related("queue", "queue__organisation") if line.queue.is_active]


@dataclass(frozen=True)
class InLine:
    """A visitor who waits, with the line and the place in it, 1 for the next."""

    visit: Visit
    item: Any
    queue: Any
    place: int
    waited_minutes: int


def waiting_at(desk: FrontDesk, at: datetime) -> list[InLine]:
    """Who waits, line by line, in the order in which they will be called."""
    visits = {visit.pk: visit for visit in _whole(desk.visits.filter(state="waiting"))}
    found = []
    for queue in queues_of(desk):
        line = [item for item in line_of(queue, at) if item.subject_kind == "visit" and item.subject_id in visits]
        for place, item in enumerate(line, 1):
            minutes = max(0, int((at - item.arrived_at).total_seconds() // 60))
            found.append(InLine(visits[item.subject_id], item, queue, place, minutes))
    return found


def at_counters(desk: FrontDesk) -> list[Visit]:
    """Who has been called or is being served, by counter."""
    return list(_whole(desk.visits.filter(state__in=AT_COUNTER)).order_by("counter__label"))


def parked_at(desk: FrontDesk) -> list[Visit]:
    """Who was set aside."""
    return list(_whole(desk.visits.filter(state="parked")))


def gone_today(desk: FrontDesk, at: datetime) -> list[Visit]:
    """Who left or did not come today, the latest first: they may turn up after all."""
    gone = desk.visits.filter(day=london_date(at), state__in=("left", "no_show"))
    return list(_whole(gone).order_by("-ended_at")[:10])


def speakers_at(desk: FrontDesk, skill: str, at: datetime) -> list[Any]:
    """Who serves a line of this desk and has the skill well enough for a visitor who needs it."""
    people = {member.person_id: member.person for queue in queues_of(desk) for member in _members(queue)}
    levels = skills_of(people, at.date())
    return [person for pk, person in people.items() if levels.get(pk, {}).get(skill, 0) >= LANGUAGE_LEVEL]


def speaks(person: Any, skill: str, at: datetime) -> bool:
    """Whether a person has the language that a visitor needs, well enough; True where none is needed."""
    return not skill or skills_of([person.pk], at.date()).get(person.pk, {}).get(skill, 0) >= LANGUAGE_LEVEL


def _members(queue: Any) -> Iterable[Any]:
    return queue.members.select_related("person")


def minutes_until_called(desk: FrontDesk, row: InLine, at: datetime) -> float | None:
    """About how long until this visitor is called, by how long each takes and how many serve; None while unknown."""
    seconds = recent_handling_seconds(row.queue, at)
    serving = sum(1 for counter in counters_of(desk) if counter.person_id is not None)
    return None if seconds is None or not serving else row.place * seconds / 60 / serving


@dataclass(frozen=True)
class Standing:
    """A visitor in line as they may see it themselves: how many are before them, and how long it takes, in words."""

    ahead: int | None
    wait: str


def standing_of(visit: Visit, at: datetime) -> Standing:
    """Where a visitor stands now. `ahead` is None for whoever is not in a line."""
    row = next((one for one in waiting_at(visit.desk, at) if one.visit.pk == visit.pk), None)
    if row is None:
        return Standing(None, "")
    wait = wait_of(row.item, at)
    return Standing(row.place - 1 if wait.place is None else wait.place - 1, wait.short)


@dataclass(frozen=True)
class SessionNow:
    """A session of today, or a host without one, and who waits for it or is with the host."""

    title: str
    times: str
    visits: list[Visit]


def sessions_today(desk: FrontDesk, at: datetime) -> list[Any]:
    """What is held at the site today, by time, as `places` knows it."""
    day = london_date(at)
    return sessions_between(day, day, site_ids=[desk.site_id])


def waiting_for_hosts(desk: FrontDesk, at: datetime) -> list[SessionNow]:
    """Today's sessions, each with its visitors, then every other host whom somebody waits for."""
    here = list(_whole(desk.visits.filter(state__in=("waiting", "with_host"))).exclude(session=None, host=""))
    found = []
    for held in sessions_today(desk, at):
        visits = [visit for visit in here if visit.session_id == held.session.pk]
        found.append(SessionNow(str(held.session), f"{held.starts_at:%H:%M} to {held.ends_at:%H:%M}", visits))
    hosts = dict.fromkeys(visit.host for visit in here if visit.session_id is None)
    return found + [SessionNow(host, "", [visit for visit in here if visit.host == host]) for host in hosts]


def cautions_at(counter: Counter, visit: Visit) -> list[str]:
    """What this visitor needs and this counter lacks, in words: another one may have it."""
    lacks = (
        ("hearing_loop", not counter.hearing_loop, "They need a hearing loop, and this counter has none."),
        ("step_free", not counter.step_free, "They need a way without steps, and there are steps to this counter."),
        ("private_room", not counter.private, "They asked for a private room."),
    )
    return [words for need, is_missing, words in lacks if is_missing and need in visit.needs]


def rooms_of(desk: FrontDesk) -> list[Counter]:
    """Where a host may be: the rooms first, then the counters at which nobody stands."""
    return sorted(
        (one for one in counters_of(desk) if one.private or one.person_id is None), key=lambda one: not one.private
    )


def all_counters(desk: FrontDesk) -> list[Counter]:
    """Every counter, in use or not, for whoever sets the desk up."""
    return list(desk.counters.select_related("person"))


def counter_to_set_up(user: Any, pk: int) -> Counter:
    """One counter of a desk that this person sets up. Raises `NotFound`."""
    return _one(Counter.objects.select_related("desk", "desk__site").filter(desk__in=_set_up_by(user), pk=pk))


def key_to_set_up(user: Any, pk: int) -> DeskKey:
    """One key of a desk that this person sets up. Raises `NotFound`."""
    return _one(DeskKey.objects.select_related("desk", "desk__site").filter(desk__in=_set_up_by(user), pk=pk))


def desks_to_set_up(user: Any) -> QuerySet[FrontDesk]:
    """The desks that this person sets up, in use or not."""
    return _set_up_by(user).select_related("site", "organisation")


def _set_up_by(user: Any) -> QuerySet[FrontDesk]:
    return FrontDesk.objects.filter(organisation__in=user.organisations_with("frontdesk.manage"))


def _one(found: QuerySet[Any]) -> Any:
    record = found.first()
    if record is None:
        raise NotFound()
    return record


def address_of_key(key: DeskKey) -> str:
    """What stands in the address of this screen."""
    return marked(key.kind, key.pk)


def desk_of_key(kind: str, text: str) -> FrontDesk:
    """The desk whose screen has this in its address. Raises `NotFound` for a forged or a revoked one."""
    return screen_of_key(kind, text).desk


def screen_of_key(kind: str, text: str) -> DeskKey:
    """The screen that has this in its address. Raises `NotFound` for a forged or a revoked one."""
    number = read_marked(kind, text)
    keys = DeskKey.objects.filter(pk=number or 0, kind=kind, revoked_at=None, desk__is_active=True)
    return _one(keys.select_related("desk", "desk__site", "desk__organisation"))


def visit_of_ticket(token: str) -> Visit:
    """The visit of a ticket's own address. Raises `NotFound`."""
    number = read_marked("ticket", token)
    return _one(_whole(Visit.objects.filter(pk=number or 0)).select_related("desk__organisation"))


def call_by_id(pk: int) -> Call | None:
    """One call, for the voice that speaks it."""
    return Call.objects.select_related("visit", "counter").filter(pk=pk).first()


def ticket_text(visit: Visit) -> TicketText:
    """What is printed on a visitor's ticket."""
    standing = standing_of(visit, visit.arrived_at)
    before = {None: "", 0: "You are next.", 1: "1 person before you."}.get(
        standing.ahead, f"{standing.ahead} people before you."
    )
    wait = f" Wait: {standing.wait}." if standing.wait else ""
    arrived = visit.arrived_at.astimezone(LONDON)
    return TicketText(
        str(visit.desk), visit.ticket, visit.call_words, f"{before}{wait}".strip(), arrived, ticket_link(visit.pk)
    )


def print_by_id(pk: int) -> TicketPrint | None:
    """One ticket on its way to the printer."""
    return TicketPrint.objects.select_related("visit", "visit__desk", "visit__desk__site").filter(pk=pk).first()


def last_print(visit: Visit) -> TicketPrint | None:
    """What became of the latest try to print this ticket."""
    return visit.prints.first()


def people_inside(desk: FrontDesk) -> list[VisitorPass]:
    """Who has a pass and has not signed out, in the order in which they came."""
    return list(desk.passes.filter(left_at=None))


def pass_for(user: Any, pk: int) -> VisitorPass:
    """One pass of a desk that this person receives at. Raises `NotFound`."""
    return _one(VisitorPass.objects.visible_to(user).select_related("desk", "desk__site").filter(pk=pk))


def visitors_here(desk: FrontDesk) -> list[Visit]:
    """Every visitor in the building today, for the roll in a fire."""
    return list(_whole(desk.visits.here()))


def staff_here(desk: FrontDesk) -> list[Counter]:
    """Who stands at a counter, for the roll in a fire."""
    return [one for one in counters_of(desk) if one.person_id is not None]


@dataclass(frozen=True)
class Board:
    """What everybody may see: the last calls as (words, counter), how many wait by service, and the wait now."""

    calls: list[Call]
    waiting: list[tuple[str, int]]
    total: int
    wait: str


def board_of(desk: FrontDesk, at: datetime) -> Board:
    """The public board of a desk. What is sensitive is counted with "Other services", so that nobody reads why."""
    shown_in = AT_COUNTER | {"with_host"}
    recent = Call.objects.filter(counter__desk=desk, at__gt=at - BOARD_SHOWS, visit__state__in=shown_in)
    calls: dict[int, Call] = {}
    for call in recent.select_related("visit", "counter").order_by("-at", "-pk"):
        calls.setdefault(call.visit_id, call)
    tally: Tally[str] = Tally()
    for visit in _whole(desk.visits.filter(state="waiting")):
        current = next((one for one in visit.services.all() if one.done_at is None), None)
        shown = current and current.service and not current.service.is_sensitive
        tally["Appointments and sessions" if visit.waits_for_host else str(current) if shown else OTHER] += 1
    rows = sorted(tally.items(), key=lambda row: (row[0] == OTHER, row[0]))
    return Board(list(calls.values())[:BOARD_ROWS], rows, tally.total(), wait_now(desk, at))


def wait_now(desk: FrontDesk, at: datetime) -> str:
    """How long whoever comes now waits to be called, over the desk's lines: "5 to 15 minutes"; empty while unknown."""
    told = [wait_for(queue=queue, kind="visitor", at=at).told for queue in queues_of(desk)]
    known = [one for one in told if one is not None]
    return in_short(Range(min(one.least for one in known), max(one.most for one in known))) if known else ""
