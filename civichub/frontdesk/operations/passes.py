"""Visitor passes: who went beyond the waiting room, and who has come out again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.frontdesk import policies
from civichub.frontdesk.models import FrontDesk, Visit, VisitorPass


@operation
def give_pass(
    *,
    desk: FrontDesk,
    name: str,
    host: str,
    actor: Any,
    at: datetime,
    of: str = "",
    help_to_leave: str = "",
    visit: Visit | None = None,
) -> VisitorPass:
    """A badge for `name` of the organisation `of`, who sees `host`; `help_to_leave` is what they need in a fire.

    Raises `Conflict` where the desk gives no passes, `Invalid` without a name or a host.
    """
    desk = lock(desk)
    require(policies.may_receive(actor, desk))
    if not desk.gives_passes:
        raise Conflict(f"{desk} gives no visitor passes. Whoever sets the desk up can turn them on.")
    number = (VisitorPass.objects.filter(desk=desk).aggregate(last=Max("number"))["last"] or 0) + 1
    given = VisitorPass.objects.create(
        desk=desk,
        number=number,
        name=clean_text(name, field="name", max_length=80, required=True),
        of=clean_text(of, field="of", max_length=80),
        host=clean_text(host, field="host", max_length=120, required=True),
        help_to_leave=clean_text(help_to_leave, field="help_to_leave", max_length=120),
        visit=visit,
        arrived_at=at,
    )
    audit("pass.given", given, actor=actor, at=at, number=number)
    return given


@operation
def sign_out(*, given: VisitorPass, actor: Any, at: datetime) -> VisitorPass:
    """They have left the building. Twice changes nothing."""
    given = lock(given)
    require(policies.may_receive(actor, given.desk))
    if given.left_at is None:
        given.left_at = max(at, given.arrived_at)
        save(given, "left_at")
        audit("pass.signed_out", given, actor=actor, at=at)
    return given
