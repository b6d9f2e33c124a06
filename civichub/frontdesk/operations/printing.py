"""A ticket on its way to the receipt printer, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.frontdesk import policies
from civichub.frontdesk.models import Printer, TicketPrint, Visit

PRINT_JOB = "civichub.frontdesk.jobs.print_ticket"


@operation
def ask_for_print(*, visit: Visit, actor: Any, at: datetime) -> TicketPrint:
    """Send a ticket to the desk's printer, in the background. Raises `Conflict` where there is none."""
    require(policies.may_receive(actor, visit.desk))
    if visit.desk.printer == Printer.NONE:
        raise Conflict("This desk has no ticket printer. Print the ticket as a PDF, or read out the number.")
    asked = TicketPrint.objects.create(visit=visit, asked_at=at)
    app.configure_task(PRINT_JOB).defer(print_id=asked.pk)
    audit("ticket.sent_to_printer", visit, actor=actor, at=at)
    return asked


@operation
def note_print(*, asked: TicketPrint, why_not: str, actor: Any, at: datetime) -> TicketPrint:
    """It lies in the tray; or, with `why_not`, it never will."""
    asked = lock(asked)
    require(policies.may_note_print(actor))
    if asked.state != "waiting":
        return asked
    asked.state, asked.why, asked.ended_at = ("failed" if why_not else "printed"), why_not[:200], at
    save(asked, "state", "why", "ended_at")
    audit("ticket.not_printed" if why_not else "ticket.printed", asked.visit, actor=actor, at=at)
    announce(*(f"queue-{queue}" for queue in asked.visit.desk.lines.values_list("queue_id", flat=True)))
    return asked
