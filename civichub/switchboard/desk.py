"""The one bridge to the database: every read and write of the switchboard, in threads of its own.

No connection is kept while the exchange is spoken to. What fails because the database is away is tried again for as
long as it takes: callers hear music meanwhile, and conversations go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from civichub.accounts.queries import account_by_id, system_account
from civichub.core.errors import Conflict, HubError
from civichub.routing.booking import few_of, free_half_hours
from civichub.routing.operations import keep_line, tell_wait
from civichub.switchboard import commands as do
from civichub.switchboard.call_backs import MOST_TRIES
from civichub.switchboard.happenings import (
    Accepted,
    Booked,
    Happening,
    LinkSent,
    Offered,
    PlaceKnown,
    Sampled,
    Standing,
    TimesKnown,
    Told,
)
from civichub.switchboard.state import CallState, Phase, remembered
from civichub.telephony import operations, queries
from civichub.telephony.models import Call, CallOrder
from civichub.telephony.operations.calls import Fact
from civichub.telephony.phrases import half_hour_words
from civichub.telephony.recorded import bring_recorded
from civichub.telephony.script import Script
from civichub.telephony.standings import at_the_desk

log = logging.getLogger(__name__)

R = TypeVar("R")
THREADS = 6
MOST_TIMES = 4  # are said of the half hours that are free: nobody keeps more in mind
LONGEST_WAIT_SECONDS = 5.0
WAV_HEAD_BYTES = 44
BYTES_A_SECOND = 16_000  # of a recording: 8,000 samples of 16 bits


class Desk:
    """The hub, as the switchboard's loop may use it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="desk")

    async def ask(self, function: Callable[..., R], *arguments: Any) -> R:
        """Run it in a thread, again and again while the database is away."""
        wait = 0.2
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, _and_let_go, function, arguments)
            except (OperationalError, InterfaceError) as error:
                log.warning("the database does not answer, trying again in %.1f s: %s", wait, error)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def close(self) -> None:
        """Let what has begun end."""
        self._threads.shutdown()


def _and_let_go(function: Callable[..., R], arguments: Sequence[Any]) -> R:
    try:
        return function(*arguments)
    finally:
        connections.close_all()


@dataclass(frozen=True)
class Begun:
    """A call that has been written down: its number, and what its caller hears."""

    call: int
    script: Script


def begin(exchange_id: str, caller: str, dialled: str) -> Begun | None:
    """Write it down; None for a number that is no line of ours."""
    now = timezone.now()
    try:
        call = operations.begin_call(
            exchange_id=exchange_id, caller=caller, dialled=dialled, actor=system_account(), at=now
        )
    except HubError as error:
        log.warning("a call was refused: %s", error)
        return None
    whole = queries.call_by_id(call.pk)
    assert whole is not None, "a call that was just written"
    return Begun(call.pk, queries.script_of(whole, now))


def going_on(started: str) -> list[CallState]:
    """Every call that is not over, as it was last written. One that was never begun belongs to this exchange."""
    calls = queries.calls_going_on()
    states = [remembered(call.memory) if call.memory else _unbegun(call, started) for call in calls]
    for state in states:
        if state.phase is Phase.OVER:
            _end_what_is_over(state)
    return [state for state in states if state.phase is not Phase.OVER]


def _end_what_is_over(state: CallState) -> None:
    """The switchboard before was killed after it had written that the call is over, and before it had ended it."""
    call = queries.call_by_id(state.call)
    if call is not None and call.item is not None and call.item.state == "taken":
        perform(state.call, do.WrapUp())
    perform(state.call, do.End(state.result))


def _unbegun(call: Call, started: str) -> CallState:
    script = queries.script_of(call, timezone.now())
    if call.is_outgoing:  # like one who is rung back, once, and not in line any more
        only_once = {"phase": Phase.PROMISED, "tries": MOST_TRIES - 1, "result": "unreached"}
        return CallState(call.pk, "", script, exchange=started, **only_once)
    return CallState(call.pk, call.exchange_id, script, exchange=started)


def keep(state: CallState, notes: Sequence[do.Note]) -> None:
    """Write the state, and what has happened."""
    operations.keep_step(
        call=Call(pk=state.call),
        memory=state.as_memory(),
        facts=[Fact(note.kind, note.channel, note.person, note.detail) for note in notes],
        actor=system_account(),
        at=timezone.now(),
    )


@dataclass(frozen=True)
class Seen:
    """The desk at a glance: calls that somebody wants to make, how these calls stand there, what advisors ask for."""

    outgoing: list[CallState]
    standings: dict[int, Standing]
    orders: list[CallOrder]


def look(calls: Iterable[int], started: str) -> Seen:
    """One look, for all calls together."""
    return Seen(
        [_unbegun(call, started) for call in queries.calls_to_make()],
        {
            call: Standing(seen.state, Offered(**vars(seen.held)) if seen.held else None, seen.taken_by, seen.endpoint)
            for call, seen in at_the_desk(calls, timezone.now()).items()
        },
        queries.orders_to_do(),
    )


def keep_the_line() -> None:
    """Take back what rang out, and offer what may be offered by now."""
    keep_line(actor=system_account(), at=timezone.now())


def see_telephones(connected: Collection[str] | None) -> None:
    """Offer calls only to whoever has one of these; None for everybody."""
    operations.see_telephones(connected=connected, **_by_hub())


def bring_sentences(folder: Path) -> None:
    """Bring what was recorded to where the exchange plays it from."""
    bring_recorded(folder)


def keep_file(call: int, name: str, content: bytes) -> None:
    """Lock a recording away. One without even a head is what an exchange makes of a full disk."""
    if len(content) < WAV_HEAD_BYTES:
        note_not_kept(call, name)
    elif whole := queries.call_by_id(call):
        kind = queries.kind_of_recording(whole, name)
        seconds = len(content) // BYTES_A_SECOND
        operations.keep_recording(call=whole, name=name, content=content, seconds=seconds, kind=kind, **_by_hub())


def note_not_kept(call: int, name: str) -> None:
    """The disk is full, or the exchange is away: said where the telephone is set up, once for each file."""
    whole = queries.call_by_id(call)
    if whole is not None and not whole.facts.filter(kind="not_kept", detail__name=name).exists():
        operations.note_fact(call=whole, fact=Fact("not_kept", detail={"name": name}), **_by_hub())


def perform(call_id: int, command: do.InHub) -> Happening | None:
    """Carry out a command by the operation it stands for; what the call is told of it, if anything."""
    call = queries.call_by_id(call_id)
    if call is None:
        return None
    try:
        return _PERFORMERS[type(command)](call, command)
    except HubError as error:
        log.warning("call %s: %s was refused: %s", call_id, type(command).__name__, error)
        return Accepted(command.person, False) if isinstance(command, do.Accept) else None


def _by_hub() -> dict[str, Any]:
    return {"actor": system_account(), "at": timezone.now()}


def _line_up(call: Call, command: do.PutInLine) -> None:
    operations.line_up_call(call=call, again=command.again, **_by_hub())


def _not_reached(call: Call, command: do.NotReached) -> None:
    operations.free_advisor(call=call, **_by_hub())


def _place(call: Call, command: do.AskPlace) -> Happening | None:
    if call.item is None:
        return None
    wait = tell_wait(item=call.item, **_by_hub())
    return PlaceKnown(wait.place, wait.words_in(call.language)) if wait.place else None


def _times(call: Call, command: do.AskTimes) -> Happening:
    now, language = timezone.now(), call.language
    free = few_of(free_half_hours(call.line.queue, now), MOST_TIMES)
    return TimesKnown(tuple((one.isoformat(), half_hour_words(language, one, now)) for one in free))


def _ring_back_at(call: Call, command: do.RingBackAt) -> None:
    operations.ring_back_at(call=call, number=command.number, **_by_hub())


def _book(call: Call, command: do.Book) -> Happening:
    begins_at = datetime.fromisoformat(command.begins_at)
    try:
        operations.book_call_back(call=call, number=command.number, begins_at=begins_at, **_by_hub())
    except Conflict:
        return Booked("")
    return Booked(half_hour_words(call.language, begins_at, timezone.now()))


def _send_link(call: Call, command: do.SendLink) -> Happening:
    return LinkSent(operations.send_link(call=call, **_by_hub()))


def _find_by_name(call: Call, command: do.FindByName) -> Happening:
    return Told(operations.ask_by_name(call=call, keys=command.keys, **_by_hub()))


def _accept(call: Call, command: do.Accept) -> Happening:
    person = account_by_id(command.person)
    if person is None:
        return Accepted(command.person, False)
    operations.take_call(call=call, offer_id=command.offer, person=person, actor=person, at=timezone.now())
    return Accepted(command.person, True)


def _miss(call: Call, command: do.Miss) -> None:
    operations.miss_call(call=call, offer_id=command.offer, why=command.why, **_by_hub())


def _pass_on(call: Call, command: do.PassOn) -> None:
    operations.pass_on_call(call=call, extension=command.extension, **_by_hub())


def _put_through(call: Call, command: do.PutThrough) -> None:
    operations.put_through_call(call=call, person=account_by_id(command.person), **_by_hub())


def _put_first(call: Call, command: do.PutFirst) -> None:
    operations.put_call_first(call=call, **_by_hub())


def _keep_place(call: Call, command: do.KeepPlace) -> None:
    operations.keep_place_of_call(call=call, **_by_hub())


def _give_back(call: Call, command: do.GiveBack) -> None:
    operations.give_back_call(call=call, why=command.why, **_by_hub())


def _wrap_up(call: Call, command: do.WrapUp) -> None:
    operations.wrap_up_call(call=call, **_by_hub())


def _sample(call: Call, command: do.AskSample) -> Happening:
    return Sampled(operations.sample_survey(call=call, **_by_hub()))


def _score(call: Call, command: do.Score) -> None:
    operations.score_call(call=call, score=command.score, **_by_hub())


def _keep_message(call: Call, command: do.KeepMessage) -> None:
    operations.keep_message(call=call, seconds=command.seconds, **_by_hub())


def _settle(call: Call, command: do.OrderDone) -> None:
    operations.settle_order(order=CallOrder(pk=command.order), **_by_hub())


def _end(call: Call, command: do.End) -> None:
    if command.result == "lost":
        operations.lose_call(call=call, **_by_hub())
    else:
        operations.end_call(call=call, result=command.result, **_by_hub())


_PERFORMERS: dict[type[do.Command], Callable[[Call, Any], Happening | None]] = {
    do.PutInLine: _line_up,
    do.AskPlace: _place,
    do.AskTimes: _times,
    do.RingBackAt: _ring_back_at,
    do.Book: _book,
    do.SendLink: _send_link,
    do.FindByName: _find_by_name,
    do.Accept: _accept,
    do.Miss: _miss,
    do.PassOn: _pass_on,
    do.PutThrough: _put_through,
    do.PutFirst: _put_first,
    do.KeepPlace: _keep_place,
    do.GiveBack: _give_back,
    do.NotReached: _not_reached,
    do.WrapUp: _wrap_up,
    do.AskSample: _sample,
    do.Score: _score,
    do.KeepMessage: _keep_message,
    do.OrderDone: _settle,
    do.End: _end,
}
