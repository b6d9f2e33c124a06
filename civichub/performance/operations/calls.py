"""Counting calls: each record once, and the sums of its half hour made anew from the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.operations import lock, operation, require, save
from civichub.performance import policies
from civichub.performance.calls import REPEAT_DAYS, CallOutcome
from civichub.performance.models import CallHalfHour, CallImport, CallRecord

HALF_HOUR = 1_800  # seconds
ONE_AT_A_TIME = 748_301  # any number: with the organisation's, an advisory lock on its figures of calls

Bucket = tuple[int, datetime]


@dataclass(frozen=True)
class GivenCall:
    """A call that joined a line at `joined_at`. Times are in milliseconds; `caller` is a telephone number or empty.
    `pace` is how many times longer than usual everything may take: more than 1 for one that came through a relay."""

    number: str
    joined_at: datetime
    outcome: CallOutcome
    waited: int
    talked: int = 0
    held: int = 0
    wrapped: int = 0
    transfers: int = 0
    resolved: bool | None = None
    caller: str = ""
    pace: int = 1


@operation
def count_call(*, queue: Any, call: GivenCall, actor: Any, at: datetime) -> CallRecord:
    """Count a call of ours, or count it anew when more is known of it: its wrap-up, its outcome."""
    require(policies.may_count(actor))
    _one_at_a_time(queue.organisation_id)
    columns = _columns(call)
    record, created = CallRecord.objects.update_or_create(
        organisation_id=queue.organisation_id, number=call.number, joined_at=columns.pop("joined_at"),
        defaults=columns, create_defaults={**columns, "queue": queue},
    )  # fmt: skip
    changed = _link_callers(queue.organisation_id, {record.caller})
    _recount({*changed, (record.queue_id, record.half_hour)})
    if created:
        audit("measure.call_counted", record, actor=actor, at=at)
    return record


@operation
def begin_call_import(*, queue: Any, file_name: str, actor: Any, at: datetime) -> CallImport:
    """A new import of another exchange's records into the figures of a line."""
    require(policies.may_count(actor))
    batch = CallImport.objects.create(
        organisation_id=queue.organisation_id, queue=queue, file_name=file_name[:200], started_at=at
    )
    audit("measure.call_import_began", batch, actor=actor, at=at, file=batch.file_name)
    return batch


@operation
def import_calls(
    *, batch: CallImport, calls: Sequence[GivenCall], rejected: int = 0, actor: Any, at: datetime
) -> CallImport:
    """Take in some records. One that is known by number and moment is left as it is, so a file may be given again."""
    batch = lock(batch)
    require(policies.may_count(actor))
    _one_at_a_time(batch.organisation_id)
    same = CallRecord.objects.filter(organisation=batch.organisation_id, number__in=[call.number for call in calls])
    known = set(same.values_list("number", "joined_at"))
    fresh = {key: call for call in calls if (key := (call.number, call.joined_at)) not in known}
    made = CallRecord.objects.bulk_create(
        CallRecord(
            organisation_id=batch.organisation_id, queue=batch.queue, batch=batch, number=call.number, **_columns(call)
        )
        for call in fresh.values()
    )
    changed = _link_callers(batch.organisation_id, {record.caller for record in made})
    _recount({*changed, *((record.queue_id, record.half_hour) for record in made)})
    batch.added, batch.known = batch.added + len(made), batch.known + len(calls) - len(made)
    batch.rejected += rejected
    save(batch, "added", "known", "rejected")
    audit("measure.calls_imported", batch, actor=actor, at=at, added=len(made), rejected=rejected)
    return batch


@operation
def undo_call_import(*, batch: CallImport, actor: Any, at: datetime) -> int:
    """Take an import back with its figures; returns how many records. Raises `Conflict` when that was done before."""
    batch = lock(batch)
    require(policies.may_count(actor))
    if batch.undone_at is not None:
        raise Conflict("This import has been taken back already.")
    _one_at_a_time(batch.organisation_id)
    rows = list(batch.records.values_list("queue_id", "half_hour", "caller"))
    removed, _ = batch.records.all().delete()
    changed = _link_callers(batch.organisation_id, {caller for *_, caller in rows})
    _recount({*changed, *((queue, half_hour) for queue, half_hour, _ in rows)})
    batch.undone_at = at
    save(batch, "undone_at")
    audit("measure.call_import_undone", batch, actor=actor, at=at, removed=removed)
    return removed


def _one_at_a_time(organisation_id: int) -> None:
    """Whoever counts for an organisation sees what the one before has counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_AT_A_TIME, organisation_id])


def _columns(call: GivenCall) -> dict[str, Any]:
    seconds = int(call.joined_at.timestamp())
    half_hour = datetime.fromtimestamp(seconds - seconds % HALF_HOUR, tz=call.joined_at.tzinfo)
    names = ("joined_at", "waited", "talked", "held", "wrapped", "transfers", "resolved", "pace")
    caller = salted_hmac("civichub.performance.caller", call.caller).hexdigest()[:32] if call.caller else ""
    columns = {name: getattr(call, name) for name in names}
    return {"half_hour": half_hour, "outcome": call.outcome.value, "caller": caller, **columns}


def _link_callers(organisation_id: int, callers: Iterable[str]) -> list[Bucket]:
    """Tell each call of these callers when the next one came; returns the half hours whose sums that changes."""
    table = CallRecord._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} r SET next_at = n.next_at FROM ("
            f"SELECT id, lead(joined_at) OVER (PARTITION BY caller ORDER BY joined_at, id) AS next_at FROM {table} "
            "WHERE organisation_id = %s AND caller = ANY(%s) AND caller <> '') n "
            "WHERE r.id = n.id AND r.next_at IS DISTINCT FROM n.next_at RETURNING r.queue_id, r.half_hour",
            [organisation_id, sorted(callers)],
        )
        return cursor.fetchall()


def _recount(buckets: Iterable[Bucket]) -> None:
    """Make the sums of these half hours anew, by the standard that their lines have now."""
    by_queue: dict[int, set[datetime]] = {}
    for queue_id, half_hour in buckets:
        by_queue.setdefault(queue_id, set()).add(half_hour)
    for queue_id, half_hours in by_queue.items():
        sums = _sums_of(queue_id, half_hours)
        CallHalfHour.objects.filter(queue=queue_id, half_hour__in=half_hours - {one.half_hour for one in sums}).delete()
        columns = [field.name for field in CallHalfHour._meta.concrete_fields]
        CallHalfHour.objects.bulk_create(
            sums,
            update_conflicts=True,
            unique_fields=["queue", "half_hour"],
            update_fields=[name for name in columns if name not in ("id", "queue", "half_hour", "organisation")],
        )


def _sums_of(queue_id: int, half_hours: Iterable[datetime]) -> list[CallHalfHour]:
    found = CallRecord.objects.filter(queue=queue_id, half_hour__in=list(half_hours))
    within, short = F("queue__answer_within_seconds"), F("queue__short_abandon_seconds")
    answered, abandoned = Q(outcome=CallOutcome.ANSWERED), Q(outcome=CallOutcome.ABANDONED)
    in_time, repeat = Q(waited__lte=within * 1000), Q(next_at__lte=F("joined_at") + timedelta(days=REPEAT_DAYS))

    def total(column: str, condition: Q = answered) -> Coalesce:
        return Coalesce(Sum(column, filter=condition), 0)

    rows = found.values("organisation", "half_hour", within_seconds=within, short_seconds=short).annotate(
        offered=Count("pk"),
        answered=Count("pk", filter=answered),
        answered_in_time=Count("pk", filter=answered & in_time),
        abandoned=Count("pk", filter=abandoned),
        abandoned_short=Count("pk", filter=abandoned & Q(waited__lt=short * 1000 * F("pace"))),
        abandoned_in_time=Count("pk", filter=abandoned & in_time),
        called_back=Count("pk", filter=Q(outcome=CallOutcome.CALL_BACK)),
        cut_off=Count("pk", filter=Q(outcome=CallOutcome.CUT_OFF)),
        all_waited=total("waited"),
        longest_wait=Coalesce(Max("waited", filter=answered), 0),
        abandoned_waited=total("waited", abandoned),
        all_talked=total("talked"),
        all_held=total("held"),
        all_wrapped=total("wrapped"),
        transferred=Count("pk", filter=answered & Q(transfers__gt=0)),
        outcomes=Count("pk", filter=answered & Q(resolved__isnull=False)),
        all_resolved=Count("pk", filter=answered & Q(resolved=True, transfers=0)),
        known_callers=Count("pk", filter=answered & ~Q(caller="")),
        repeated=Count("pk", filter=answered & ~Q(caller="") & repeat),
    )
    return [
        CallHalfHour(
            queue_id=queue_id,
            organisation_id=row.pop("organisation"),
            **{name.removeprefix("all_"): value for name, value in row.items()},
        )
        for row in rows
    ]
