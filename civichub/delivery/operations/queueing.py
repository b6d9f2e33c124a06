"""Storing a message and its job in one transaction, and changing one's mind while it waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.references import unused_reference
from civichub.delivery import policies
from civichub.delivery.drafts import Draft, checked
from civichub.delivery.hours import next_quiet_end
from civichub.delivery.limits import HOLD_AT_MOST, WINDOW, next_free_place
from civichub.delivery.models import Message, Receipt, ReceiptSource
from civichub.delivery.providers import why_no_files
from civichub.delivery.states import MESSAGE, BeyondLimit, Channel, Purpose

SEND_JOB = "civichub.delivery.jobs.send_message"
SOON, ORDINARY = 10, 0  # priorities of jobs: somebody waits at a screen for a sign-in message


@operation
def queue_message(
    *,
    draft: Draft,
    organisation: Any,
    actor: Any,
    at: datetime,
    dedupe_key: str | None = None,
    not_before: datetime | None = None,
    beyond_limit: str = BeyondLimit.HOLD,
) -> Message:
    """Store a message and the job that sends it. Nothing is sent here, and a roll-back takes both away.

    With a `dedupe_key` seen before, the earlier message is returned and nothing is stored. Texts wait for the morning
    unless urgent; a message to an address that nobody verified waits for a free place within the hourly limit, or comes
    back cancelled when that is over four hours away or `beyond_limit` is "drop". `organisation` may be None for the
    hub's own messages. Raises `Invalid` naming the field of the draft.
    """
    require(policies.may_queue_message(actor, organisation.pk if organisation else None))
    draft = checked(draft)
    if draft.enclosures and (why := why_no_files(draft.channel)):
        raise Invalid({"files": why})
    earlier = Message.objects.filter(dedupe_key=dedupe_key).first() if dedupe_key else None
    if earlier is not None:
        return earlier
    moment, within_limit = _moment(draft, max(at, not_before or at), beyond_limit)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                **_columns(draft),
                reference=unused_reference(Message),
                organisation=organisation,
                dedupe_key=dedupe_key or None,
                state=("held" if moment > at else "queued") if within_limit else "cancelled",
                error="" if within_limit else "limit",
                hold_until=moment if within_limit and moment > at else None,
                created_at=at,
            )
    except IntegrityError:
        if not dedupe_key:
            raise
        return Message.objects.get(dedupe_key=dedupe_key)  # somebody else stored the same message a moment ago
    audit("message.queued", message, actor=actor, at=at, state=message.state, template=draft.template_key)
    if within_limit:
        defer_sending(message, at=message.hold_until)
    return message


def _columns(draft: Draft) -> dict[str, Any]:
    columns = dict(vars(draft))
    about = columns.pop("about")
    columns.pop("carries_public_text")
    columns["enclosures"] = [asdict(one) for one in draft.enclosures]
    if draft.correspondence is not None:
        columns["correspondence"] = asdict(draft.correspondence)
    return columns | {"about_type": about.type, "about_id": about.id, "about_reference": about.reference}


def _moment(draft: Draft, earliest: datetime, beyond_limit: str) -> tuple[datetime, bool]:
    """When it may go, and whether that is within the limit of its address."""
    moment = proper_time(draft.channel, draft.is_urgent, earliest)
    if draft.recipient_verified or draft.channel == Channel.LETTER:
        return moment, True
    planned = _lock_address(draft).filter(state__in=_COUNTED)
    times = planned.annotate(moment=Coalesce("hold_until", "created_at")).filter(moment__gt=earliest - WINDOW)
    free = _free_place(draft, times.values_list("moment", flat=True), moment)
    waits = free - moment
    return free, not waits or (beyond_limit == BeyondLimit.HOLD and waits <= HOLD_AT_MOST)


_COUNTED = [state for state in MESSAGE.states if state != "cancelled"]


def _free_place(draft: Draft | Message, times: Iterable[datetime], wanted: datetime) -> datetime:
    free = next_free_place(times, wanted, per_hour=settings.UNVERIFIED_MESSAGES_PER_HOUR)
    return proper_time(draft.channel, draft.is_urgent, free)


def proper_time(channel: str, is_urgent: bool, at: datetime) -> datetime:
    """`at`, or the next morning for a text that can wait."""
    return next_quiet_end(at) if channel == Channel.SMS and not is_urgent else at


def free_moment(message: Message, at: datetime) -> datetime:
    """When a waiting message may really go, by what was sent to its address in the last hour: `at` or later."""
    moment = proper_time(message.channel, message.is_urgent, at)
    if message.recipient_verified or message.channel == Channel.LETTER:
        return moment
    sent = _lock_address(message).exclude(pk=message.pk)
    times = sent.filter(created_at__gt=at - timedelta(days=2), claimed_at__gt=at - WINDOW)
    return _free_place(message, times.values_list("claimed_at", flat=True), moment)


def _lock_address(to: Draft | Message) -> QuerySet[Message]:
    """The other messages to an unverified address, alone with them until the transaction ends."""
    lowered = to.to_address.lower()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"delivery:{to.channel}:{lowered}"])
    found = Message.objects.annotate(lowered=Lower("to_address"))
    same_kind = Q(purpose=Purpose.SIGN_IN) if to.purpose == Purpose.SIGN_IN else ~Q(purpose=Purpose.SIGN_IN)
    return found.filter(same_kind, lowered=lowered, recipient_verified=False).exclude(channel=Channel.LETTER)


def defer_sending(message: Message, *, at: datetime | None) -> bool:
    """One job for this message, at that moment or now; whether it was needed, as one that already waits is enough."""
    job = app.configure_task(
        SEND_JOB,
        queue="delivery",
        priority=SOON if message.is_secret or message.is_urgent else ORDINARY,
        schedule_at=at,
        queueing_lock=f"message-{message.pk}",
    )
    try:
        with transaction.atomic():
            job.defer(message_id=message.pk)
    except AlreadyEnqueued:
        return False
    return True


def note(message: Message, status: str, *, at: datetime, code: str = "") -> None:
    """Add the hub's own row to the message's receipts."""
    Receipt.objects.create(
        message=message, source=ReceiptSource.HUB, status=status, code=code, occurred_at=at, received_at=at
    )


@operation
def cancel_message(*, message: Message, reason: str, actor: Any, at: datetime) -> Message:
    """Stop a message that waits ("undo send"). Raises `TransitionRefused` once it is being sent."""
    message = lock(message)
    require(policies.may_cancel_message(actor, message))
    message.state = MESSAGE.target(message.state, "cancel")
    save(message, "state")
    note(message, "cancel", at=at)
    audit("message.cancelled", message, actor=actor, at=at, reason=reason[:200])
    return message


@operation
def retry_message(*, message: Message, actor: Any, at: datetime) -> Message:
    """Send a failed message again, or one of which we do not know whether it was sent: a person decides that."""
    message = lock(message)
    require(policies.may_retry_message(actor, message))
    before, message.state = message.state, MESSAGE.target(message.state, "retry")
    message.attempts, message.error, message.hold_until = 0, "", None
    message.claim_token = message.claimed_at = message.handed_over_at = None
    save(message, "state", "attempts", "error", "hold_until", "claim_token", "claimed_at", "handed_over_at")
    note(message, "retry", at=at)
    audit("message.retried", message, actor=actor, at=at, before=before)
    defer_sending(message, at=None)
    return message


@operation
def record_posted(*, message: Message, actor: Any, at: datetime) -> Message:
    """A person printed this letter and posted it."""
    message = lock(message)
    require(policies.may_record_posted(actor, message))
    message.state, message.sent_at, message.provider = MESSAGE.target(message.state, "post"), at, "by_hand"
    save(message, "state", "sent_at", "provider")
    note(message, "post", at=at)
    audit("message.posted", message, actor=actor, at=at)
    return message
