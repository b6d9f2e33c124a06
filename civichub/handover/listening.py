"""Asking back offices: their news every few minutes, and once a day how everything stands with them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection as database
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.core.errors import HubError
from civichub.handover.composing import target_of
from civichub.handover.models import Connection, Counterpart
from civichub.handover.operations.comparing import compare, note_asked, note_compared
from civichub.handover.operations.inbound import apply_report, learn_reference
from civichub.handover.plugs import ASKED, REPORTING, plug_of
from civichub.handover.plugs.base import PlugError, Report, Target
from civichub.handover.queries.outbox import counterparts_to_compare, tokens_waiting

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
OVERLAP = timedelta(hours=1)  # what they wrote late is read again, and what is old changes nothing


def fetch_news(link: Connection, *, clock: Clock = timezone.now) -> int:
    """References for tokens, then what they report since we asked last; how many reports changed anything."""
    if link.plug not in REPORTING or not link.fulfils:
        return 0
    began, target, actor = clock(), target_of(link), system_account()
    try:
        _fetch_references(link, target, actor, clock)
        since = (link.asked_at or link.made_at) - OVERLAP
        if link.plug in ASKED and not link.takes_updates:
            changed = _ask_how_all_stand(link, target, clock)
        else:
            changed = sum(_take(link, report, clock) for report in plug_of(link.plug).news(target, since))
    except PlugError as error:
        logger.warning("connection %s: no news (%s)", link.pk, error.code)
        return 0
    note_asked(connection=link, actor=actor, at=began)
    return changed


def _fetch_references(link: Connection, target: Target, actor: Any, clock: Clock) -> None:
    for counterpart_id, token in tokens_waiting(link.pk):
        reference = plug_of(link.plug).reference_for(target, token)
        if reference:
            learn_reference(counterpart_id=counterpart_id, reference=reference, actor=actor, at=clock())


def _ask_how_all_stand(link: Connection, target: Target, clock: Clock) -> int:
    return sum(
        _take(link, report, clock) for lot in counterparts_to_compare(link.pk) for report in _ask(link, target, lot)
    )


def _ask(link: Connection, target: Target, lot: list[Counterpart]) -> list[Report]:
    database.close()
    return list(plug_of(link.plug).statuses(target, [one.their_reference for one in lot]))


def _take(link: Connection, report: Report, clock: Clock) -> bool:
    try:
        applied = apply_report(connection=link, report=report, actor=system_account(), at=clock())
    except HubError as error:
        logger.info("connection %s: a report was left out: %s", link.pk, error.message)
        return False
    return applied.result == "applied"


def compare_all(link: Connection, *, clock: Clock = timezone.now) -> int:
    """Ask them about every case that is not settled on both sides; how many diverge."""
    if link.plug not in ASKED or not link.fulfils:
        return 0
    target, diverging = target_of(link), 0
    try:
        for lot in counterparts_to_compare(link.pk):
            reports = {report.theirs: report for report in _ask(link, target, lot)}
            for counterpart in lot:
                report = reports.get(counterpart.their_reference)
                if report is not None:
                    _take(link, report, clock)
                found = compare(counterpart=counterpart, known=report is not None, actor=system_account(), at=clock())
                diverging += bool(found)
    except PlugError as error:
        logger.warning("connection %s: nothing compared (%s)", link.pk, error.code)
        return diverging
    note_compared(connection=link, actor=system_account(), at=clock())
    return diverging
