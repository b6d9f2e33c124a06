"""Changing the words. Each change is a new version, so it can always be said what a person was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.delivery.drafts import MAX_SMS, MAX_SUBJECT
from civichub.delivery.states import Channel
from civichub.notifications import policies
from civichub.notifications.models import MessageTemplate
from civichub.notifications.placeholders import PLACEHOLDERS, event_kind
from civichub.notifications.shipped import check_text
from civichub.notifications.wording import render

MAX_BODY = 20_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z0-9_]{1,20})?")


@dataclass(frozen=True)
class Scope:
    """Where a text holds: an event, a channel and a language, for one service or all, in one organisation or all."""

    event_key: str
    channel: str
    language: str = "en"
    service_slug: str = ""


@operation
def save_template(
    *,
    scope: Scope,
    organisation: Any,
    subject: str,
    body: str,
    actor: Any,
    at: datetime,
    effective_from: datetime | None = None,
) -> MessageTemplate:
    """Store the next version of a text, in force from `effective_from` or now.

    Raises `Invalid` naming the field and line: an unknown placeholder, a needed one missing, a text too long to send.
    """
    require(policies.may_edit_template(actor, organisation.pk if organisation else None))
    subject, body = _checked(scope, subject, body)
    starts = effective_from or at
    if starts < at:
        raise Invalid({"effective_from": "Choose now or a later time; what was sent cannot be changed."})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"template:{scope}"])
    earlier = MessageTemplate.objects.filter(**vars(scope), organisation=organisation)
    latest = earlier.order_by("-version").values_list("version", flat=True).first() or 0
    template = MessageTemplate.objects.create(
        **vars(scope),
        organisation=organisation,
        version=latest + 1,
        subject=subject,
        body=body,
        effective_from=starts,
        created_at=at,
        created_by=actor,
    )
    audit("template.saved", template, actor=actor, at=at, event=scope.event_key, version=template.version)
    return template


def _checked(scope: Scope, subject: str, body: str) -> tuple[str, str]:
    if not _KEY.fullmatch(scope.event_key):
        raise Invalid({"event_key": "Use small letters and underscores, like case_received or case_resolved.no_fault."})
    kind = event_kind(scope.event_key)
    if scope.channel not in kind.channels:
        raise Invalid({"channel": f"This message goes by {', '.join(kind.channels)} only."})
    has_subject = scope.channel != Channel.SMS
    subject = clean_text(subject, field="subject", max_length=MAX_SUBJECT, required=has_subject)
    body = clean_text(body, field="body", max_length=MAX_BODY, required=True, lines=True)
    check_text(scope.event_key, scope.channel, subject, body)
    sample = render(body, {name: placeholder.sample for name, placeholder in PLACEHOLDERS.items()})
    if scope.channel == Channel.SMS and len(sample) > MAX_SMS:
        raise Invalid({"body": f"Shorten this: with its placeholders filled in it is over {MAX_SMS} characters."})
    return subject, body


@operation
def withdraw_template(*, template: MessageTemplate, actor: Any, at: datetime) -> MessageTemplate:
    """Take one version out of use: the version before it holds again, or else the next wider text."""
    template = lock(template)
    require(policies.may_edit_template(actor, template.organisation_id))
    if template.withdrawn_at is not None:
        raise Conflict("This version is already withdrawn.")
    template.withdrawn_at = at
    save(template, "withdrawn_at")
    audit("template.withdrawn", template, actor=actor, at=at, version=template.version)
    return template
