"""What is told of waits, what came of it, and what is learned from the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from civichub.core.audit import audit
from civichub.core.operations import lock, operation, require
from civichub.routing import policies
from civichub.routing.line_log import FORECAST, Pool
from civichub.routing.live_waits import Wait, wait_of
from civichub.routing.models import Queue, ToldWait, WaitModel, WorkItem
from civichub.routing.plain_rules import set_rules
from civichub.routing.states import OPEN_ITEM
from civichub.routing.waits.model import LEAST_SEEN, learn
from civichub.routing.waits.punctuality import punctuality

LEARNED_FROM = timedelta(days=180)


@operation
def tell_wait(*, item: WorkItem, actor: Any, at: datetime) -> Wait:
    """Work out what to tell whoever waits with this item, and keep it to be scored. Say it at once, and only this."""
    require(policies.may_tell_waits(actor))
    wait = wait_of(item, at)
    estimate, told = wait.estimate, wait.told
    row = ToldWait.objects.create(
        item=item,
        queue_id=item.queue_id,
        model_id=wait.model,
        at=at,
        channel=item.kind,
        place=wait.place,
        low=estimate.low if estimate else None,
        median=estimate.median if estimate else None,
        high=estimate.high if estimate else None,
        least=told.least if told else None,
        most=told.most if told else None,
        raw=[round(one, 1) for one in estimate.raw] if estimate else [],
        groups=list(estimate.groups) if estimate else [],
    )
    audit("wait.told", row, actor=actor, at=at, item=item.pk, least=row.least, most=row.most, place=row.place)
    return wait


@operation
def score_waits(*, actor: Any, at: datetime) -> int:
    """See what came of what was told, of everybody who has been answered or has left since. Returns how many."""
    require(policies.may_learn_waits(actor))
    open_told = ToldWait.objects.filter(scored_at=None).select_related("item")
    told = list(open_told.exclude(item__state__in=OPEN_ITEM, item__first_taken_at=None))
    for one in told:
        answered = one.item.first_taken_at
        ends = answered or one.item.ended_at or at
        one.waited, one.scored_at = max(0.0, (ends - one.at).total_seconds()), at
        if answered and one.most is not None:
            one.came_true = one.least * 60 <= one.waited <= one.most * 60
        audit("wait.scored", one, actor=actor, at=at, waited=round(one.waited), came_true=one.came_true)
    set_rules([one for one in told if one.came_true is not None])
    ToldWait.objects.bulk_update(told, ["waited", "scored_at", "came_true", "by_last", "by_mean"])
    return len(told)


@operation
def learn_waits(*, queue: Queue, actor: Any, at: datetime) -> WaitModel | None:
    """Learn the waits of a queue anew from the log of the last months; None while too few have waited."""
    require(policies.may_learn_waits(actor))
    queue = lock(queue)
    since = at - LEARNED_FROM
    pool = Pool(queue, at)
    log, plan = pool.log(since, at), pool.plan(since, at)
    kinds = tuple(f"{kind}@{queue.pk}" for kind in FORECAST)
    model = learn(
        log, able=pool.able, plan=plan, extra=punctuality(log, plan), chosen=lambda event: event.kind in kinds
    )
    if model.seen < LEAST_SEEN:
        return None
    before = WaitModel.objects.filter(queue=queue).aggregate(last=Max("version"))["last"] or 0
    made = WaitModel.objects.create(
        queue=queue,
        version=before + 1,
        learned_from=since,
        learned_until=at,
        made_at=at,
        waits_seen=model.seen,
        is_corrected=model.correction is not None,
        content=model.values(),
    )
    audit("waits.learned", made, actor=actor, at=at, queue=queue.pk, waits=made.waits_seen)
    return made
