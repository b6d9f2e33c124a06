"""The proof of a deadline: the days walked one by one, independently of the bisection that found the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from civichub.core.clocks import english, moments
from civichub.core.clocks.counting import FOREVER, Count, Held, held_days
from civichub.core.clocks.day_index import DayIndex
from civichub.core.clocks.errors import ClockError
from civichub.core.clocks.rules import CALENDAR_DAYS, DAY_AFTER, DAY_BEFORE, MONTHS, OPENING_MINUTES, Rule
from civichub.core.clocks.state import ClockState, Pause


@dataclass(frozen=True)
class Step:
    """One line of the sum.

    `kind`: rule, started, restarted, extended, deferred, counted, off, paused, months, rolled, due or stopped.
    `count` is how much of the unit the step counted (seconds for opening time), 0 for all kinds but `counted`.
    """

    kind: str
    text: str
    first: dt.date | None = None
    last: dt.date | None = None
    count: int = 0


def prove(rule: Rule, state: ClockState, total: int, summed: Count, index: DayIndex) -> tuple[Step, ...]:
    """Every step from the start event to the deadline. Raises `ClockError` if walking disagrees with counting."""
    steps = [*_opening(rule, state, total, summed, index)]
    if rule.unit == OPENING_MINUTES:
        steps += _spans(rule, state, summed)
    elif rule.unit == MONTHS:
        steps += _months(rule, total, summed)
    else:
        steps += _walk(rule, summed, index)
    if summed.end is not None and rule.unit != MONTHS:
        counted = sum(step.count for step in steps)
        if counted != total * (60 if rule.unit == OPENING_MINUTES else 1):
            raise ClockError(f"The proof of {rule.id} counts {counted}, the sum {total}. Please report this.")
    if summed.end is not None:
        steps += _idle_pauses(rule, state, summed.end) if rule.unit != OPENING_MINUTES else ()
        steps += _roll(summed.end, summed.due, index)
    return (*steps, *_closing(rule, state, total, summed))


def _opening(rule: Rule, state: ClockState, total: int, summed: Count, index: DayIndex) -> Iterator[Step]:
    always = index.calendar.every_day
    amount = english.number(rule.amount, rule.unit, always_open=always)
    url = f" {rule.url}" if rule.url else ""
    yield Step("rule", f"{rule.name}: {amount} from {english.event(rule.start_event)}. Source: {rule.source}.{url}")
    yield Step("rule", f"Calendar: {index.calendar.name}.")
    exact = rule.unit == OPENING_MINUTES or rule.defer_closed
    say = english.moment if exact else lambda at: english.day(moments.london_date(at))
    yield Step("started", f"Started {say(state.started_at)} ({english.event(rule.start_event)}).")
    for restart in sorted(state.restarts, key=lambda one: one.at):
        ground = rule.ground("restarts", restart.ground)
        why = restart.note or (ground.words if ground else restart.ground)
        law = f" ({ground.source})" if ground and ground.source else ""
        yield Step("restarted", f"Restarted {say(restart.at)} in full: {why}{law}.")
    received = moments.london_date(state.counted_from)
    start = dt.date.fromordinal(summed.start)
    if start != received:
        yield Step("deferred", f"The office was closed, so it counts as received on {english.day(start)}.")
    for extension in state.live_extensions:
        ground = rule.ground("extensions", extension.ground)
        why = extension.note or (ground.words if ground else extension.ground)
        law = f" ({ground.source})" if ground and ground.source else ""
        more = english.number(extension.amount, rule.unit, always_open=always)
        yield Step("extended", f"Extended by {more} on {say(extension.decided_at)}: {why}{law}.")
    if state.live_extensions:
        yield Step("extended", f"Altogether {english.number(total, rule.unit, always_open=always)}.")
    if rule.unit in (OPENING_MINUTES, MONTHS):
        return
    begins = "on the day after" if rule.day_one == DAY_AFTER else "on that day itself"
    yield Step("started", f"Counting begins {begins}.")


# days


def _walk(rule: Rule, summed: Count, index: DayIndex) -> Iterator[Step]:
    """Runs of days that count, do not count, or are paused, from the first day to the last."""
    every_day = rule.unit == CALENDAR_DAYS
    open_from = next((held.first for held in summed.held if held.last == FOREVER), None)
    last = summed.end if summed.end is not None else open_from - 1
    counted, begin = 0, summed.first
    while begin <= last:
        key = _kind(begin, summed.held, index, every_day)
        end = begin
        while end < last and _kind(end + 1, summed.held, index, every_day) == key:
            end += 1
        kind, text = key
        days = end - begin + 1
        yield _run_step(rule, kind, text, begin, end, counted)
        counted += days if kind == "counted" else 0
        begin = end + 1
    if summed.end is None:
        words = next(held.words for held in summed.held if held.last == FOREVER)
        since = dt.date.fromordinal(max(open_from, summed.first))
        yield Step("paused", f"From {english.day(since)}: paused, {' and '.join(words)}.", since)


def _kind(ordinal: int, held: tuple[Held, ...], index: DayIndex, every_day: bool) -> tuple[str, str]:
    for stretch in held:
        if stretch.first <= ordinal <= stretch.last:
            return "paused", f"paused, {' and '.join(stretch.words)}"
    off = None if every_day else index.day_off(ordinal)
    if off is None:
        return "counted", ""
    return "off", f"{off.name} ({off.source})" if off.source else off.name


def _run_step(rule: Rule, kind: str, text: str, begin: int, end: int, counted: int) -> Step:
    first, last = dt.date.fromordinal(begin), dt.date.fromordinal(end)
    if kind != "counted":
        return Step(kind, f"{english.run(first, last)}: not counted, {text}.", first, last)
    days = end - begin + 1
    unit = "day" if rule.unit == CALENDAR_DAYS else "working day"
    joint = "and" if days == 2 else "to"
    which = f"{unit} {counted + 1}" if days == 1 else f"{unit}s {counted + 1} {joint} {counted + days}"
    return Step("counted", f"{english.run(first, last)}: {which}.", first, last, days)


def _idle_pauses(rule: Rule, state: ClockState, end: int) -> Iterator[Step]:
    """Pauses that took no day out, told because somebody will look for them."""
    for pause in state.live_pauses:
        held = held_days(rule, [pause])
        on = moments.london_date(pause.at)
        if not held:
            text = f"{english.day(on)}: paused and resumed, {_words(rule, pause)}; no whole day was lost."
            yield Step("paused", text, on, on)
        elif held[0].first > end:
            yield Step("paused", f"{english.day(on)}: paused, {_words(rule, pause)}; too late to matter.", on)


def _words(rule: Rule, pause: Pause) -> str:
    ground = rule.ground("pauses", pause.ground)
    return pause.note or (ground.words if ground else pause.ground)


# months


def _months(rule: Rule, total: int, summed: Count) -> Iterator[Step]:
    start = dt.date.fromordinal(summed.start)
    date, exists = moments.add_months(start, total)
    amount = english.number(total, MONTHS)
    if exists:
        yield Step("months", f"{amount} from {english.day(start)} is the corresponding date, {english.day(date)}.")
    else:
        yield Step(
            "months",
            f"{amount} from {english.day(start)}: that month has no day {start.day}, so its last day, "
            f"{english.day(date)}.",
        )
    end = date.toordinal()
    if rule.end_on == DAY_BEFORE:
        end -= 1
        before = english.day(dt.date.fromordinal(end))
        yield Step("months", f"The day of receipt is the first day of the period, so it ends the day before, {before}.")
    for held in summed.held:
        if held.first > end:
            return
        first, words = max(held.first, summed.start), " and ".join(held.words)
        since = dt.date.fromordinal(first)
        if held.last == FOREVER:
            yield Step("paused", f"From {english.day(since)}: paused, {words}.", since)
            return
        days = max(0, held.last - first + 1)
        end += days
        until = dt.date.fromordinal(held.last)
        added = english.number(days, CALENDAR_DAYS)
        text = f"{english.run(since, until)}: not counted, paused, {words}; {added} added"
        yield Step("paused", f"{text}, to {english.day(dt.date.fromordinal(end))}.", since, until)


def _roll(end: int, due: int, index: DayIndex) -> Iterator[Step]:
    if end == due:
        return
    for ordinal in range(end, due):
        off = index.day_off(ordinal)
        date = dt.date.fromordinal(ordinal)
        law = f" ({off.source})" if off.source else ""
        yield Step("off", f"{english.day(date)} is no working day: {off.name}{law}.", date, date)
    moved = dt.date.fromordinal(due)
    yield Step("rolled", f"Moved to the next working day, {english.day(moved)}.", moved, moved)


# opening time


def _spans(rule: Rule, state: ClockState, summed: Count) -> Iterator[Step]:
    whole = 0
    for first, last in summed.spans:
        whole += last - first
        opens, closes = dt.datetime.fromtimestamp(first, dt.UTC), dt.datetime.fromtimestamp(last, dt.UTC)
        date = moments.london_date(opens)
        text = f"{english.span(opens, closes)}: {_length(last - first)}, {_length(whole)} so far."
        yield Step("counted", text, date, date, last - first)
    for pause in state.live_pauses:
        until = f"to {english.moment(pause.until)}" if pause.until else "until further notice"
        words = _words(rule, pause)
        yield Step("paused", f"Paused from {english.moment(pause.at)} {until}, {words}: that time is not counted.")


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return english.duration(seconds) if not rest else f"{minutes} min {rest} s"


# the end


def _closing(rule: Rule, state: ClockState, total: int, summed: Count) -> Iterator[Step]:
    if summed.due is None:
        unit = CALENDAR_DAYS if rule.unit == MONTHS else rule.unit
        left = english.number(summed.remaining or 0, unit)
        yield Step("due", f"No deadline while paused: {left} left when the clock runs again.")
        due_at = None
    elif summed.due_second is not None:
        due_at = dt.datetime.fromtimestamp(summed.due_second, dt.UTC)
        yield Step("due", f"Due {english.moment(due_at)}.", dt.date.fromordinal(summed.due))
    else:
        due_at = moments.end_of_day(dt.date.fromordinal(summed.due))
        yield Step("due", f"Due by the end of {english.day(dt.date.fromordinal(summed.due))}.")
    if state.stopped_at is not None:
        verdict = "too late" if due_at is not None and state.stopped_at >= due_at else "in time"
        text = f"Stopped {english.moment(state.stopped_at)} ({english.event(rule.stop_event)}): {verdict}."
        yield Step("stopped", text, moments.london_date(state.stopped_at))
