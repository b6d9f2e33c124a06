"""Recordings and messages: locked before they touch the disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from civichub.core.audit import audit
from civichub.core.clocks import london_date
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.organisations.queries import end_of_working_day
from civichub.routing.operations import place_work
from civichub.telephony import policies
from civichub.telephony.locking import lock_away
from civichub.telephony.models import Call, Recording, RecordingKind


@operation
def keep_recording(
    *, call: Call, name: str, content: bytes, seconds: int, kind: str, actor: Any, at: datetime
) -> Recording:
    """Keep a file of the exchange, under a key of its own. The same name twice is one recording."""
    require(policies.may_keep_calls(actor))
    if there := Recording.objects.filter(name=name).first():
        return there
    locked = lock_away(content)
    path = default_storage.save(f"recordings/{at:%Y/%m}/{name}.locked", ContentFile(locked.content))
    recording = Recording.objects.create(
        call=call, name=name, kind=RecordingKind(kind), path=path, key=locked.key, size=len(content), seconds=seconds,
        made_at=at, keep_until=(at + timedelta(days=call.line.keep_days)).date(),
    )  # fmt: skip
    audit("recording.kept", recording, actor=actor, at=at, call=call.pk, seconds=seconds)
    return recording


@operation
def keep_message(*, call: Call, seconds: int, actor: Any, at: datetime) -> Any:
    """Somebody spoke after the tone: they are rung back by the end of the next working day, as they were told."""
    require(policies.may_keep_calls(actor))
    item = place_work(
        queue=call.line.queue, kind="call_back", subject_kind="contact", subject_id=call.contact_id,
        title=f"Message of {seconds} s from {call.contact.caller}", arrived_at=call.arrived_at,
        promise_at=end_of_working_day(call.organisation, at, days=1), actor=actor, at=at,
    )  # fmt: skip
    audit("call.message_kept", call, actor=actor, at=at, seconds=seconds)
    return item


@operation
def hold_recording(*, recording: Recording, why: str, actor: Any, at: datetime) -> Recording:
    """Keep it beyond its time, for a reason: a complaint, a claim. Without a reason its time runs as before."""
    recording = lock(recording)
    require(policies.may_hear_recordings(actor, recording.call))
    recording.held_why = clean_text(why, field="why", max_length=300)
    recording.held_by = actor if recording.held_why else None
    save(recording, "held_why", "held_by")
    audit("recording.held" if recording.held_why else "recording.released", recording, actor=actor, at=at, why=why)
    return recording


@operation
def forget_recording(*, recording: Recording, actor: Any, at: datetime) -> bool:
    """Delete a file whose time is over, and its key, which makes copies unreadable; whether it was done."""
    recording = lock(recording)
    require(policies.may_keep_calls(actor))
    if recording.deleted_at is not None or recording.held_why or recording.keep_until >= london_date(at):
        return False
    path, recording.path, recording.key, recording.deleted_at = recording.path, "", b"", at
    save(recording, "path", "key", "deleted_at")
    audit("recording.forgotten", recording, actor=actor, at=at)
    transaction.on_commit(lambda: default_storage.delete(path))
    return True
