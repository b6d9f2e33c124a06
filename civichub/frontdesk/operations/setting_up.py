"""Setting up a front desk, and who stands at which counter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.frontdesk import policies
from civichub.frontdesk.models import Counter, DeskLine, FrontDesk, Visit, VoiceLanguage
from civichub.frontdesk.states import AT_COUNTER


@operation
def set_up_desk(
    *, site: Any, queue: Any, prefix: str, actor: Any, at: datetime, languages: Collection[str] = ("en-GB",)
) -> FrontDesk:
    """Let a site receive visitors, who wait in `queue`; or change its prefix and languages. Raises `Invalid`."""
    require(policies.may_set_up_desk(actor, site.organisation_id))
    prefix, spoken = check_greeting(prefix, languages)
    values = {"organisation": site.organisation, "prefix": prefix, "languages": spoken}
    desk, made = FrontDesk.objects.update_or_create(site=site, defaults=values)
    _add_line(desk, queue)
    audit("desk.set_up" if made else "desk.changed", desk, actor=actor, at=at, queue=queue.pk)
    return desk


def check_greeting(prefix: str, languages: Collection[str]) -> tuple[str, list[str]]:
    """The letters that begin tickets and the languages of calls, as they may be stored. Raises `Invalid`."""
    prefix = clean_text(prefix, field="prefix", max_length=2, required=True).upper()
    if not (prefix.isascii() and prefix.isalpha()):
        raise Invalid({"prefix": "Enter one or two letters, such as A."})
    if unknown := set(languages) - set(VoiceLanguage.values):
        raise Invalid({"languages": f"No voice speaks {', '.join(sorted(unknown))}. Choose from the list."})
    return prefix, list(dict.fromkeys(languages))


@operation
def add_line(*, desk: FrontDesk, queue: Any, actor: Any, at: datetime) -> DeskLine:
    """Let visitors of this desk wait in one more queue, perhaps of another organisation in the building (H2)."""
    require(policies.may_set_up_desk(actor, desk.organisation_id))
    line = _add_line(desk, queue)
    audit("desk.line_added", desk, actor=actor, at=at, queue=queue.pk)
    return line


def _add_line(desk: FrontDesk, queue: Any) -> DeskLine:
    line, _ = DeskLine.objects.get_or_create(queue=queue, defaults={"desk": desk})
    if line.desk_id != desk.pk:
        raise Conflict(f"{queue} is already the line of {line.desk}. Make a queue for this site.")
    return line


@operation
def add_counter(*, desk: FrontDesk, label: str, actor: Any, at: datetime, private: bool = False) -> Counter:
    """Add a counter, or a private room. Raises `Invalid` when the desk has one of that label."""
    require(policies.may_set_up_desk(actor, desk.organisation_id))
    label = clean_text(label, field="label", max_length=20, required=True)
    if Counter.objects.filter(desk=desk, label=label).exists():
        raise Invalid({"label": f"{desk} has a counter {label} already."})
    counter = Counter.objects.create(desk=desk, label=label, private=private)
    audit("counter.added", counter, actor=actor, at=at, label=label)
    return counter


@operation
def stand_at(*, counter: Counter, actor: Any, at: datetime) -> Counter:
    """Stand at a counter, and at no other. Whoever stood there and has nobody in front of them is relieved."""
    counter = lock(counter)
    require(policies.may_stand_at(actor, counter))
    if counter.person_id == actor.pk:
        return counter
    if Visit.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        raise Conflict(f"Somebody is being served at {counter}. Choose another counter.")
    _step_away(actor)
    counter.person, counter.since = actor, at
    save(counter, "person", "since")
    audit("counter.opened", counter, actor=actor, at=at)
    return counter


@operation
def step_away(*, actor: Any, at: datetime) -> Counter | None:
    """Leave one's counter; None when one stood at none. Raises `Conflict` while somebody stands in front of it."""
    counter = Counter.objects.filter(person=actor).first()
    require(counter is None or policies.may_stand_at(actor, counter))
    if counter is None:
        return None
    _step_away(actor)
    audit("counter.closed", counter, actor=actor, at=at)
    return counter


def _step_away(person: Any) -> None:
    if Visit.objects.filter(served_by=person, state__in=AT_COUNTER).exists():
        raise Conflict("Finish with the visitor at your counter first, or pass them on.")
    Counter.objects.filter(person=person).update(person=None, since=None)
