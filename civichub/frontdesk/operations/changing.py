"""Changing a front desk: how it greets, its counters, its lines, and the keys of its screens."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.frontdesk import policies
from civichub.frontdesk.models import Counter, DeskKey, DeskLine, FrontDesk, KeyKind, Printer, Visit
from civichub.frontdesk.operations.setting_up import check_greeting
from civichub.frontdesk.printer import checked_address
from civichub.frontdesk.states import AT_COUNTER

MOST_QUICK_ANSWERS = 20
MOST_BEFORE, MOST_BACK_MINUTES, MOST_SILENT_MINUTES = 10, 600, 120


@operation
def change_desk(
    *,
    desk: FrontDesk,
    prefix: str,
    languages: Sequence[str],
    quick_answers: Sequence[str],
    gives_passes: bool,
    shows_hours: bool,
    printer: str,
    printer_address: str,
    text_before: int,
    back_minutes: int,
    silent_minutes: int,
    is_active: bool,
    actor: Any,
    at: datetime,
) -> FrontDesk:
    """How visitors are greeted, called and told. Raises `Invalid` naming the field."""
    desk = lock(desk)
    require(policies.may_set_up_desk(actor, desk.organisation_id))
    desk.prefix, desk.languages = check_greeting(prefix, languages)
    desk.quick_answers = _answers(quick_answers)
    desk.printer, desk.printer_address = _printer(printer, printer_address)
    _range("text_before", text_before, MOST_BEFORE)
    _range("back_minutes", back_minutes, MOST_BACK_MINUTES)
    _range("silent_minutes", silent_minutes, MOST_SILENT_MINUTES, least=2)
    desk.gives_passes, desk.shows_hours, desk.is_active = gives_passes, shows_hours, is_active
    desk.text_before, desk.back_minutes, desk.silent_minutes = text_before, back_minutes, silent_minutes
    save(
        desk, "prefix", "languages", "quick_answers", "gives_passes", "shows_hours", "printer", "printer_address",
        "text_before", "back_minutes", "silent_minutes", "is_active",
    )  # fmt: skip
    audit("desk.changed", desk, actor=actor, at=at, printer=desk.printer)
    return desk


def _answers(answers: Sequence[str]) -> list[str]:
    cleaned = [clean_text(one, field="quick_answers", max_length=120) for one in answers]
    kept = list(dict.fromkeys(one for one in cleaned if one))
    if len(kept) > MOST_QUICK_ANSWERS:
        raise Invalid({"quick_answers": f"Keep at most {MOST_QUICK_ANSWERS}, or nobody finds the right one."})
    return kept


def _printer(printer: str, address: str) -> tuple[str, str]:
    if printer not in Printer.values:
        raise Invalid({"printer": "Choose the kind of printer from the list."})
    return (printer, checked_address(address)) if printer != Printer.NONE else (printer, "")


def _range(field: str, value: int, most: int, *, least: int = 0) -> None:
    if not least <= value <= most:
        raise Invalid({field: f"Enter a number from {least} to {most}."})


@operation
def remove_line(*, desk: FrontDesk, queue: Any, actor: Any, at: datetime) -> FrontDesk:
    """Let no more visitors of this desk wait in a queue. Raises `Conflict` for the last one, or while somebody does."""
    desk = lock(desk)
    require(policies.may_set_up_desk(actor, desk.organisation_id))
    lines = list(DeskLine.objects.filter(desk=desk).select_related("queue"))
    line = next((one for one in lines if one.queue_id == queue.pk), None)
    if line is None:
        return desk
    if len(lines) == 1:
        raise Conflict("A desk needs a line. Add another one first.")
    if queue.items.filter(subject_kind="visit", state__in=("waiting", "offered", "in_hand")).exists():
        raise Conflict(f"Visitors wait in {queue}. Take it out when nobody does.")
    line.delete()
    audit("desk.line_removed", desk, actor=actor, at=at, queue=queue.pk)
    return desk


@operation
def change_counter(
    *,
    counter: Counter,
    label: str,
    private: bool,
    step_free: bool,
    hearing_loop: bool,
    services: Collection[int],
    calls_at_once: bool,
    is_active: bool,
    actor: Any,
    at: datetime,
) -> Counter:
    """What a counter is called, what it is like, and what is served there (nothing: everything)."""
    counter = lock(counter)
    require(policies.may_set_up_desk(actor, counter.organisation_id))
    label = clean_text(label, field="label", max_length=20, required=True)
    if Counter.objects.filter(desk=counter.desk_id, label=label).exclude(pk=counter.pk).exists():
        raise Invalid({"label": f"{counter.desk} has a counter {label} already."})
    if not is_active and Visit.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        raise Conflict(f"Somebody is being served at {counter.words}. Close it when they have gone.")
    counter.label, counter.private, counter.step_free = label, private, step_free
    counter.hearing_loop, counter.services, counter.calls_at_once = hearing_loop, sorted(set(services)), calls_at_once
    counter.is_active = is_active
    if not is_active:
        counter.person, counter.since = None, None
    save(
        counter, "label", "private", "step_free", "hearing_loop", "services", "calls_at_once", "is_active", "person",
        "since",
    )  # fmt: skip
    audit("counter.changed", counter, actor=actor, at=at, label=label, in_use=is_active)
    return counter


@operation
def make_key(*, desk: FrontDesk, kind: str, label: str, actor: Any, at: datetime) -> DeskKey:
    """An address for one more board or kiosk of the site, which can be taken back alone."""
    require(policies.may_set_up_desk(actor, desk.organisation_id))
    if kind not in KeyKind.values:
        raise Invalid({"kind": "Choose whether it is a board or a kiosk."})
    label = clean_text(label, field="label", max_length=60, required=True)
    key = DeskKey.objects.create(desk=desk, kind=kind, label=label, made_at=at, made_by=actor)
    audit("desk.key_made", desk, actor=actor, at=at, key=key.pk, kind=kind)
    return key


@operation
def revoke_key(*, key: DeskKey, actor: Any, at: datetime) -> DeskKey:
    """The screen of this key shows nothing any more. Twice changes nothing."""
    key = lock(key)
    require(policies.may_set_up_desk(actor, key.organisation_id))
    if key.revoked_at is None:
        key.revoked_at = at
        save(key, "revoked_at")
        audit("desk.key_revoked", key.desk, actor=actor, at=at, key=key.pk)
    return key
