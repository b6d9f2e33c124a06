"""A line as its log tells it: who waits, who is busy and since when, and how it has gone of late.

`Line` is built from events in the order of their time and knows nothing that comes later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from civichub.routing.waits.laws import Law

LONGEST_GAP = 1800.0  # whoever takes nothing for half an hour beside people who wait is on a break or has gone
AT_ONCE = 1.0  # seconds
REMEMBERED, LEAST_TAKEN = 200, 30  # items of a person by which one sees what they take
IN_LINE, IN_HAND, GONE = ("waiting", "offered"), ("talking", "wrap"), ("abandoned", "withdrawn")


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the log. `at` is seconds since 1970.

    Of an arrival, and of a move from another line: `kind` is the class of item that handling times and patience are
    learned for, `queue` its queue, `needs` skills with the least level, `ahead` by how many seconds it stands before
    those who came at its time, `waited` the seconds it had waited elsewhere before, `slots` how many of its like one
    person serves at once.
    `person` is who was offered it or has it in hand, or whose seat changed.
    """

    at: float
    what: str
    item: int = 0
    person: int = 0
    kind: str = ""
    queue: int = 0
    needs: frozenset[tuple[str, int]] = frozenset()
    ahead: float = 0.0
    slots: int = 1
    waited: float = 0.0


@dataclass(slots=True)
class Item:
    """An item that is open: its arrival, and what is happening to it `since`."""

    event: Event
    state: str
    since: float
    person: int = 0
    seen: bool = False

    @property
    def order(self) -> float:
        return place_of(self.event)


def place_of(event: Event) -> float:
    """The moment of arrival by which an item stands in line, with its head start."""
    return event.at - event.ahead - event.waited


@dataclass(slots=True)
class Seat:
    """A person at work. `state` is ready, break or away, "" while the log has not said; `free_since` of who is free."""

    state: str = ""
    since: float = 0.0
    free_since: float = 0.0
    broke_at: float = 0.0
    items: set[int] = field(default_factory=set)
    kinds: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def seen_taking(self, kind: str) -> bool:
        """Whether they have taken this kind of late; too few taken say nothing against it."""
        return len(self.kinds) < LEAST_TAKEN or kind in self.kinds


@dataclass
class Times:
    """Stretches of time seen to their end or not, by what they are of: the raw material of laws."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ended: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    entered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, seconds: float, ended: bool = True, *, entered: float | None = None) -> None:
        """`entered` is the age from which it was in sight, for names of which that is not always 0."""
        self.seconds[name].append(max(0.0, seconds))
        self.ended[name].append(ended)
        if entered is not None:
            self.entered[name].append(entered)

    def laws(self, least: int = 1) -> dict[str, Law]:
        """A law for each name that was seen at least so often."""
        return {
            name: Law.of(seconds, self.ended[name], self.entered.get(name))
            for name, seconds in self.seconds.items()
            if len(seconds) >= least and any(self.ended[name])
        }


@dataclass
class Lately:
    """Moments and waits of the log, by time, each list rising."""

    arrived: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    delayed: list[float] = field(default_factory=list)
    abandoned: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    talks: list[float] = field(default_factory=list)
    last_of_kind: dict[str, float] = field(default_factory=dict)
    asterisk: int = 0

    def count(self, name: str, since: float) -> int:
        """How many since then."""
        moments = getattr(self, name)
        return len(moments) - bisect_left(moments, since)


class Line:
    """The state of a line after the events applied so far. Apply them in the order of their time."""

    def __init__(self) -> None:
        self.now = float("-inf")
        self.items: dict[int, Item] = {}
        self.seats: dict[int, Seat] = defaultdict(Seat)
        self.times = Times()
        self.lately = Lately()
        self.waiting_since = 0.0
        self.waiting_count = 0
        self.heads: dict[float, list[float]] = defaultdict(list)  # arrivals by the seconds they stand ahead of others

    @classmethod
    def at(cls, log: Iterable[Event], moment: float) -> Line:
        """A line as it stood at a moment: from the events up to then, whatever else the log holds."""
        line = cls()
        for event in sorted((one for one in log if one.at <= moment), key=lambda one: one.at):
            line.apply(event)
        return line

    def heads_since(self, ahead: float, since: float) -> int:
        """How many of those who stand so far ahead have arrived since then."""
        moments = self.heads[ahead]
        return len(moments) - bisect_left(moments, since)

    def apply(self, event: Event) -> None:
        """Take in the next event. What names an item that is not known, or has gone, changes nothing."""
        self.now = event.at
        if event.item:
            self._item(event)
        elif event.person:
            self._seat(event)

    def _seat(self, event: Event) -> None:
        seat = self.seats[event.person]
        if seat.state in ("break", "away") and event.what != seat.state:
            self.times.add(seat.state, event.at - seat.since, event.what == "ready")
        elif event.what != "ready" and not seat.items and self.waiting_count:
            self._close_gap(seat, event.at, ended=False)
        if seat.state != event.what:
            seat.state, seat.since = event.what, event.at
            seat.free_since = event.at
            seat.broke_at = event.at if event.what == "break" else seat.broke_at

    def _item(self, event: Event) -> None:
        if event.what == "arrived" or (event.what == "moved" and event.kind and event.item not in self.items):
            self.items[event.item] = Item(event, "waiting", event.at)
            self.lately.arrived.append(event.at)
            self.heads[event.ahead].append(event.at)
            self._count(1, event.at)
        elif (item := self.items.get(event.item)) is not None:
            _STEPS.get(event.what, Line._ignore)(self, item, event)

    def _ignore(self, item: Item, event: Event) -> None:
        """An event that the forecast has no use for."""

    def _count(self, step: int, at: float) -> None:
        if self.waiting_count == 0 and step > 0:
            self.waiting_since = at
        self.waiting_count += step
        if self.waiting_count == 0:
            for seat in self.seats.values():  # an empty line ends every gap unseen: nobody was there to be taken
                if not seat.items:
                    self._close_gap(seat, at, ended=False)

    def _close_gap(self, seat: Seat, at: float, *, ended: bool) -> None:
        """Who is free beside a line does something else: for how long that lasts counts from when they were free.

        Whoever takes the first of a new line at once was only waiting for it, and says nothing of that.
        """
        entered = max(0.0, self.waiting_since - seat.free_since)
        gap = at - seat.free_since
        if not seat.free_since or seat.state in ("break", "away") or entered > LONGEST_GAP:
            return
        if entered == 0 or gap - entered > AT_ONCE:
            self.times.add("gap", min(gap, LONGEST_GAP), ended and gap <= LONGEST_GAP, entered=entered)

    def _offered(self, item: Item, event: Event) -> None:
        self._release(item, event.at)
        item.state, item.since, item.person = "offered", event.at, event.person
        self.seats[event.person].items.add(event.item)

    def _answered(self, item: Item, event: Event) -> None:
        if item.state in IN_HAND:
            item.state, item.since = "talking", event.at
            return
        seat = self.seats[event.person]
        if not seat.items - {event.item}:
            self._close_gap(seat, event.at, ended=True)
        self._release(item, event.at)
        seat.items.add(event.item)
        seat.kinds.append(item.event.kind)
        self._count(-1, event.at)
        item.state, item.since, item.person = "talking", event.at, event.person
        if not item.seen:
            self._note_wait(item, event.at)

    def _note_wait(self, item: Item, at: float) -> None:
        wait, lately = at - item.event.at, self.lately
        item.seen = True
        lately.answered.append(at)
        lately.waits.append(wait)
        lately.delayed.append(wait) if wait > 1 else None
        lately.last_of_kind[item.event.kind] = wait
        lately.asterisk = (3 * lately.asterisk + int(wait)) >> 2  # app_queue.c, on each answer, in whole seconds
        self._both("patience", item.event.kind, wait, False)

    def _both(self, name: str, kind: str, seconds: float, ended: bool = True) -> None:
        self.times.add(name, seconds, ended)
        self.times.add(f"{name}:{kind}", seconds, ended)

    def _wrap(self, item: Item, event: Event) -> None:
        if item.state == "talking":
            self._talked(item, event.at)
            item.state, item.since = "wrap", event.at

    def _talked(self, item: Item, at: float) -> None:
        self._both("talk", item.event.kind, at - item.since)
        self.lately.ended.append(at)
        self.lately.talks.append(at - item.since)

    def _back(self, item: Item, event: Event) -> None:
        if item.state in IN_HAND:
            self._count(1, event.at)
        self._release(item, event.at)
        item.state, item.since, item.person = "waiting", event.at, 0

    def _over(self, item: Item, event: Event) -> None:
        if item.state in IN_LINE:
            self._count(-1, event.at)
            if not item.seen:
                self._both("patience", item.event.kind, event.at - item.event.at, event.what == "abandoned")
            if event.what == "abandoned":
                self.lately.abandoned.append(event.at)
        elif item.state == "talking":
            self._talked(item, event.at)
            self.times.add("wrap", 0.0)
        else:
            self.times.add("wrap", event.at - item.since)
        self._release(item, event.at)
        del self.items[event.item]

    def _release(self, item: Item, at: float) -> None:
        if item.person:
            seat = self.seats[item.person]
            seat.items.discard(item.event.item)
            if not seat.items:
                seat.free_since = at

    def _moved(self, item: Item, event: Event) -> None:
        item.event = replace(item.event, queue=event.queue)

    def _changed(self, item: Item, event: Event) -> None:
        item.event = replace(item.event, needs=event.needs, ahead=event.ahead)


_STEPS = {
    "offered": Line._offered,
    "answered": Line._answered,
    "wrap": Line._wrap,
    "back": Line._back,
    "abandoned": Line._over,
    "ended": Line._over,
    "withdrawn": Line._over,
    "moved": Line._moved,
    "changed": Line._changed,
}
