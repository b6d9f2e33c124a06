"""Reads of lines, telephones and calls: for the switchboard, and for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from civichub.catalogue.notices import notices_for
from civichub.core.clocks import LONDON
from civichub.core.errors import NotFound
from civichub.core.prepared import Given, prepared
from civichub.routing.queries import open_or_opens_at
from civichub.telephony import policies
from civichub.telephony.by_person import GOES_ON, PAUSES_TALK
from civichub.telephony.models import Call, CallOrder, Handset, Line, Recorded, Recording, RecordingKind, Relay
from civichub.telephony.phrases import BELL, in_language, phrase, when_words
from civichub.telephony.relay import PACE, through_relay
from civichub.telephony.script import Script
from civichub.telephony.states import CUT_OFF_IN_LINE
from civichub.telephony.surveys import asks_any
from civichub.telephony.texting import may_be_texted


def script_of(call: Call, at: datetime) -> Script:
    """What the caller hears. Hours and closures are those of the line's queue, so one change holds everywhere."""
    line, language = call.line, call.language
    is_theirs, pace = language == line.language, PACE if call.relay else 1
    number = through_relay(call.caller) if call.caller and call.relay == Relay.TEXT else call.caller
    if call.is_outgoing:
        return Script(language, announce_seconds=line.announce_seconds, line=line.number, caller=call.caller,
                      number=number, pace=pace, organisation=line.organisation_id)  # fmt: skip
    opens_at = open_or_opens_at(line.queue, at)
    recorded = line.recorded == Recorded.CALLS
    greeting = (is_theirs and line.greeting) or phrase(language, "greeting", name=line.name)
    urgent = _urgent(line, at)
    said = (greeting, *(urgent if is_theirs else (in_language(line.language, one) for one in urgent)))
    closed: tuple[str, ...] = ()
    if opens_at is not None:
        closed = (*said, phrase(language, "closed", when=when_words(language, opens_at.astimezone(LONDON))))
        closed += (phrase(language, "leave_message"), BELL) if line.takes_messages else ()
    return Script(
        language=language,
        greeting=(
            *said,
            *([phrase(language, "recorded")] if recorded else []),
            *([phrase(language, "by_name")] if line.by_name else []),
        ),
        closed=closed,
        takes_messages=line.takes_messages,
        recorded=recorded,
        survey=phrase(language, "survey") if asks_any(line) else "",
        comment=phrase(language, "comment") if line.survey_comments else "",
        announce_seconds=line.announce_seconds * pace,
        resume_seconds=line.resume_minutes * 60,
        line=line.number,
        caller=call.caller,
        number=number if line.offers_call_back else "",
        chooses=line.offers_call_back and not call.relay,
        text_about=line.text_about if may_be_texted(call) else "",
        pace=pace,
        by_name=line.by_name,
        organisation=line.organisation_id,
    )


def _urgent(line: Line, at: datetime) -> tuple[str, ...]:
    return (*filter(None, [line.urgent_at(at)]), *(words for _, words in notices_said(line, at)))


def notices_said(line: Line, at: datetime) -> list[tuple[int, str]]:
    """The notices that callers of a line hear at that moment, each with its key."""
    declared = notices_for(at=at, channel="phone", service_id=line.service_id, organisation_id=line.organisation_id)
    return [(notice.pk, f"{notice.title}. {notice.text}") for notice in declared]


def call_by_id(pk: int) -> Call | None:
    """A call with all that the switchboard needs of it. It opens nothing: the switchboard acts for the hub."""
    return next(iter(_whole_call(pk=pk)), None)


@prepared
def _whole_call() -> QuerySet[Call]:
    named = ("line", "line__queue__organisation", "contact", "item", "item__queue__organisation", "organisation")
    return Call.objects.select_related(*named).filter(pk=Given("pk"))


def calls_going_on() -> list[Call]:
    """Every call that is not over, the oldest first."""
    return list(Call.objects.filter(state="open").order_by("pk"))


def calls_to_make() -> list[Call]:
    """Those that somebody has asked for and the switchboard has not begun."""
    return _calls_to_make()


@prepared
def _calls_to_make() -> QuerySet[Call]:
    named = ("line", "line__queue", "organisation")
    return Call.objects.select_related(*named).filter(state="open", is_outgoing=True, memory={}).order_by("pk")


def video_relays() -> list[Line]:
    """The lines of video relays that say where their users begin: for anybody to read."""
    found = Line.objects.filter(relay=Relay.VIDEO, is_active=True).exclude(relay_link="")
    return list(found.select_related("organisation"))


def lines_to_ring_by(user: Any) -> list[Line]:
    """The lines under whose number this person may ring out, their own organisation's first."""
    found = Line.objects.filter(organisation__in=user.organisations_with("contact.handle"), is_active=True)
    return list(found.select_related("organisation", "queue"))


def orders_to_do() -> list[CallOrder]:
    """What advisors asked for and nobody has seen to yet, in the order in which they asked."""
    return _orders_to_do()


@prepared
def _orders_to_do() -> QuerySet[CallOrder]:
    return CallOrder.objects.filter(done_at=None).order_by("pk")


def call_of_contact(contact_id: int) -> Call | None:
    """The call of a contact. The caller has asked who may see the contact."""
    return next(iter(_of_contact(contact=contact_id)), None)


@prepared
def _of_contact() -> QuerySet[Call]:
    return Call.objects.select_related("item", "line__queue", "contact").filter(contact=Given("contact")).order_by("pk")


def call_in_hand(user: Any) -> Call | None:
    """The call that this person has on the telephone."""
    found = Call.objects.select_related("item", "contact").filter(state="open", item__state="taken")
    return found.filter(item__taken_by=user).first()


def phone_of(user: Any) -> Handset | None:
    """This person's telephone."""
    return next(iter(_handset(person=user.pk)), None)


@prepared
def _handset() -> QuerySet[Handset]:
    return Handset.objects.select_related("person").filter(person=Given("person"), is_active=True)


def browser_phone_of(user: Any) -> Handset | None:
    """This person's telephone, if it is in the browser."""
    found = phone_of(user)
    return found if found is not None and found.in_browser else None


def lines_kept_by(user: Any) -> list[Line]:
    """The lines whose set-up this person keeps."""
    return list(Line.objects.kept_by(user).select_related("organisation", "queue", "service"))


@dataclass(frozen=True)
class Times:
    """How a call in line spent its time: it waited until it was answered, went, or left the line to be rung back.
    `left` is then why: they asked for it, or a fault cut them off; empty for whoever was in line to the end."""

    waited: timedelta
    talked: timedelta
    held: timedelta
    left: str


ASKED_CALL_BACK = "call_back_asked"


def times_of(call: Call) -> Times | None:
    """The times of a call that is over, or None for one that never joined a line."""
    if call.queued_at is None or call.ended_at is None:
        return None
    spent = dict.fromkeys(PAUSES_TALK, timedelta())
    doing, since, left, left_at = "", call.queued_at, "", None
    told = call.facts.filter(kind__in=PAUSES_TALK | GOES_ON | {ASKED_CALL_BACK, CUT_OFF_IN_LINE})
    for kind, at in told.values_list("kind", "at"):
        if kind in (ASKED_CALL_BACK, CUT_OFF_IN_LINE):
            if not left and (call.connected_at is None or at < call.connected_at):
                left, left_at = kind, at
            continue
        if doing in spent:
            spent[doing] += at - since
        doing, since = kind, at
    connected = call.connected_at
    talked = call.ended_at - connected - sum(spent.values(), timedelta()) if connected else timedelta()
    waited = max(left_at or connected or call.ended_at, call.queued_at) - call.queued_at
    return Times(waited, talked, spent["held"], left)


@dataclass(frozen=True)
class Happened:
    """What has happened in a call, as its advisor needs it, read from its facts."""

    facts: tuple[tuple[datetime, str], ...]
    is_talking: bool
    is_cut_off: bool
    is_held: bool
    is_recorded: bool
    is_paused: bool


_IN_WORDS = {
    "arrived": "Rang",
    "text_relay": "Came by Relay UK",
    "video_relay": "Came by BSL video relay",
    "connected": "Put through",
    "asked_by_name": "Asked for somebody by name",
    "held": "Held",
    "resumed": "Went on",
    "cut_off": "Cut off by a fault",
    CUT_OFF_IN_LINE: "Cut off by a fault while they waited",
    "rang_again": "Rang again, and has their old place in that call",
    "call_back_asked": "Asked to be rung back",
    "texted": "Text with a link sent",
    "rung_back": "Rung back",
    "passed_on": "Passed on",
    "asked_in": "Somebody else rung",
    "came_in": "They answered",
    "together": "All spoke together",
    "guest_gone": "Back to the caller",
    "put_through": "Put through to whom they had asked",
    "left_with_others": "Left with somebody outside",
    "listening": "A team leader listened",
    "stopped_listening": "Nobody listened any more",
    "recording_paused": "Recording paused",
    "recording_resumed": "Recorded again",
    "recording_stopped": "Recording stopped",
    "not_recorded": "Could not be recorded",
    "not_kept": "The recording could not be stored yet",
    "found_again": "Taken up again after a fault",
    "payment": "Payment begun",
    "survey_asked": "Asked how it was",
    "ended": "Ended",
}


_LET_GO = ("passed_on", "cut_off", "left_with_others", "ended")  # the advisor talks with the caller no more


def what_happened(call: Call) -> Happened:
    """One statement. The caller has asked who may see the call."""
    rows = list(call.facts.values_list("at", "kind", "detail"))
    kinds = [kind for _, kind, _ in rows]
    return Happened(
        facts=tuple((at, _words(kind, detail)) for at, kind, detail in rows if kind in _IN_WORDS),
        is_talking=call.state == "open" and _latest(kinds, "connected", _LET_GO),
        is_cut_off=any(_latest(kinds, kind, ("connected", "ended")) for kind in ("cut_off", CUT_OFF_IN_LINE)),
        is_held=_latest(kinds, "held", ("resumed", *_LET_GO)),
        is_recorded=_latest(kinds, "recorded", ("recording_stopped", "not_recorded", *_LET_GO)),
        is_paused=_latest(kinds, "recording_paused", ("recording_resumed", "connected")),
    )


def _words(kind: str, detail: dict[str, Any]) -> str:
    if kind == "payment":
        return f"Payment begun: {detail['for']}, £{detail['pence'] / 100:,.2f}"
    if "interpreter" not in detail:
        return _IN_WORDS[kind]
    code = f", cost code {detail['cost_code']}" if detail.get("cost_code") else ""
    return f"Interpreter rung: {detail['name']}{code}"


def _latest(kinds: list[str], one: str, others: tuple[str, ...]) -> bool:
    """Whether `one` has happened, and none of the others since."""
    return next((kind == one for kind in reversed(kinds) if kind == one or kind in others), False)


def kind_of_recording(call: Call, name: str) -> str:
    """What an exchange's file holds: the conversation or one voice of it, a comment afterwards, else, when nobody had
    answered, a message."""
    if call.facts.filter(kind="comment_asked", detail__recording=name).exists():
        return RecordingKind.COMMENT.value
    for detail in call.facts.filter(kind="recorded").values_list("detail", flat=True):
        for kind in (RecordingKind.CALLER, RecordingKind.ADVISOR):
            if detail.get(kind) == name:
                return kind.value
    return (RecordingKind.CALL if call.connected_at else RecordingKind.MESSAGE).value


@dataclass(frozen=True)
class Others:
    """Who else is on the line just now, in words; empty for nobody. `guest_is_in` once they have answered."""

    guest: str = ""
    guest_is_ours: bool = False
    guest_is_in: bool = False
    listener: str = ""
    manner: str = ""


def others_on(call: Call) -> Others:
    """Read from what the switchboard knows. The caller has asked who may see the call."""
    guest, listener = call.memory.get("guest") or {}, call.memory.get("listener") or {}
    people = {one.get("person") for one in (guest, listener)} - {None, 0}
    names = {
        one.person_id: str(one.person) for one in Handset.objects.filter(person__in=people).select_related("person")
    }
    return Others(
        guest=names.get(guest.get("person", 0), guest.get("name") or guest.get("number", "")),
        guest_is_ours=bool(guest.get("person")),
        guest_is_in=bool(guest.get("up")),
        listener=names.get(listener.get("person", 0), "") if listener.get("up") else "",
        manner=listener.get("manner", ""),
    )


def colleagues_to_ask(user: Any) -> list[Handset]:
    """Every colleague of the partnership who has a telephone, by name."""
    found = Handset.objects.filter(is_active=True, person__is_active=True).exclude(person=user)
    return sorted(found.select_related("person"), key=lambda one: str(one.person))


def recordings_of(call: Call) -> list[Recording]:
    """What was recorded of a call and is still there. The caller has asked who may hear it."""
    return list(call.recordings.filter(deleted_at=None).select_related("held_by", "call__contact"))


def recordings_heard_by(user: Any, call: Call) -> list[Recording]:
    """Those of them that this person may hear."""
    return [one for one in recordings_of(call) if policies.may_hear_recording(user, one)]


def failed_recordings(user: Any, since: datetime) -> int:
    """How many calls to lines that this person keeps could not be recorded, or kept, since then."""
    lines = Line.objects.kept_by(user)
    failed = Call.objects.filter(line__in=lines, facts__kind__in=("not_recorded", "not_kept"), facts__at__gte=since)
    return failed.distinct().count()


def outlived_recordings(today: date) -> list[Recording]:
    """Those whose time is over and that nobody holds, some hundreds at a time."""
    return list(Recording.objects.filter(deleted_at=None, held_why="", keep_until__lt=today)[:500])


def recording_heard_by(user: Any, pk: int) -> Recording:
    """A recording that this person may hear. Raises `NotFound`."""
    found = Recording.objects.select_related("call__contact").filter(pk=pk, deleted_at=None).first()
    if found is None or not policies.may_hear_recording(user, found):
        raise NotFound()
    return found


def line_kept_by(user: Any, pk: int) -> Line:
    """One line whose set-up this person keeps. Raises `NotFound`."""
    found = Line.objects.kept_by(user).select_related("organisation", "queue", "service").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def handsets_kept_by(user: Any) -> list[Handset]:
    """The telephones in use of the people whose day this person runs."""
    runs = user.organisations_with("work.supervise")
    found = Handset.objects.filter(is_active=True, person__memberships__organisation__in=runs).distinct()
    return list(found.select_related("person"))


def handset_kept_by(user: Any, pk: int) -> Handset:
    """One of those telephones. Raises `NotFound`."""
    found = Handset.objects.select_related("person").filter(pk=pk, is_active=True).first()
    if found is None or not policies.may_give_handset(user, found.person):
        raise NotFound()
    return found
