"""What is in danger in a queue at this moment: the facts that `early_warning` plays ahead, and its finding in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q, Sum

from civichub.routing import early_warning as warning
from civichub.routing.matching import DEVICES, FULL, Waiting, can_take, span
from civichub.routing.models import AlertKind, Queue, QueueMember, WorkItem
from civichub.routing.queries import open_or_opens_at, queues_now, recent_handling_seconds
from civichub.routing.what_if import USUAL_HANDLING_SECONDS, staff_at, waiting_at
from civichub.workforce.queries import skill_names

LATELY = timedelta(minutes=30)


def scene_of(queue: Queue, at: datetime) -> warning.Scene:
    """A queue as it stands: its line, who is ready, how fast they have been, who has come lately, how today goes."""
    handling = recent_handling_seconds(queue, at) or USUAL_HANDLING_SECONDS
    now, staff = queues_now([queue], at)[0], staff_at(queue, at, handling)
    came = WorkItem.objects.filter(queue=queue, counted=True, arrived_at__gt=at - LATELY, arrived_at__lte=at).count()
    return warning.Scene(
        at=at,
        line=waiting_at(queue, at),
        staff=staff,
        arrivals=came * 3600 / LATELY.total_seconds(),
        handling_seconds=handling,
        standard=warning.Standard(queue.answer_within_seconds, float(queue.answer_share)),
        so_far=warning.SoFar(now.answered + now.abandoned - now.abandoned_quickly, now.in_time),
        strategy=queue.rule(),
        shares=_shares(queue, [free.person for _, free in staff], at),
    )


def _shares(queue: Queue, people: Sequence[int], at: datetime) -> dict[int, float]:
    """How much of their time each of these people has for the queue, by the work of late of all that they serve."""
    ranks: dict[int, dict[int, int]] = {}
    places = QueueMember.objects.filter(person__in=people, queue__is_active=True)
    for person, served, rank in places.values_list("person", "queue", "rank"):
        ranks.setdefault(person, {})[served] = rank
    served = {one for theirs in ranks.values() for one in theirs}
    work = WorkItem.objects.filter(Q(state="waiting") | Q(arrived_at__gt=at - LATELY, arrived_at__lte=at))
    work = work.filter(queue__in=served, counted=True).order_by()
    load = dict(work.values("queue").annotate(load=Sum("weight")).values_list("queue", "load"))
    return {person: warning.share_of_time(queue.pk, load, theirs) for person, theirs in ranks.items()}


def findings(queue: Queue, at: datetime, *, said: Collection[str] = ()) -> dict[str, str]:
    """What to warn of, by kind of alert, in words; nothing while the queue is closed. `said` are kinds that stand."""
    if open_or_opens_at(queue, at) is not None:
        return {}
    scene = scene_of(queue, at)
    seen, found = warning.forecast(scene), {}
    if seen.missed_at is not None:
        found[AlertKind.STANDARD.value] = warning.standard_words(seen)
    elif warning.is_near(scene.so_far, scene.standard, already=AlertKind.NEAR in said):
        found[AlertKind.NEAR.value] = warning.near_words(scene.so_far, scene.standard)
    if seen.promises_missed:
        of = "1 promise ends" if seen.promises == 1 else f"{seen.promises} promises end"
        missed = "nobody is free in time for it" if seen.promises == 1 else f"{seen.promises_missed} of them too late"
        found[AlertKind.PROMISES.value] = f"{of} in the next hour: at this rate {missed}."
    left = given_up(queue, at)
    if warning.is_left(left, already=AlertKind.LEAVING in said):
        found[AlertKind.LEAVING.value] = warning.left_words(left, LATELY)
    if words := _nobody(scene):
        found[AlertKind.NOBODY.value] = words
    return found


def given_up(queue: Queue, at: datetime) -> warning.GivenUp:
    """Who was answered and who gave up of late; whoever left within the queue's short time is neither."""
    lately = WorkItem.objects.filter(queue=queue, counted=True)
    answered = lately.filter(first_taken_at__gt=at - LATELY, first_taken_at__lte=at).count()
    left = lately.filter(state="abandoned", first_taken_at=None, ended_at__gt=at - LATELY, ended_at__lte=at)
    short = timedelta(seconds=queue.short_abandon_seconds)
    return warning.GivenUp(answered, left.filter(ended_at__gte=F("arrived_at") + short).count())


def _nobody(scene: warning.Scene) -> str:
    """Who has waited half the standard and can be taken by nobody who is ready; empty when that is nobody."""
    half = timedelta(seconds=scene.standard.within_seconds / 2)
    left = [one for one in scene.line if scene.at - one.arrived_at >= half and not _taken_by_anybody(one, scene)]
    if not left:
        return ""
    oldest = span(int((scene.at - min(one.arrived_at for one in left)).total_seconds()))
    wait = f"1 waits, for {oldest}" if len(left) == 1 else f"{len(left)} wait, the first for {oldest}"
    if not scene.staff:
        return f"Nobody is ready: {wait}."
    return f"Nobody who is ready can take them: {wait}. {_needs(left)}"


def _taken_by_anybody(one: Waiting, scene: warning.Scene) -> bool:
    return any(can_take(_unladen(free), one) for _, free in scene.staff)


def _unladen(free: warning.Free) -> warning.Free:
    return warning.Free(free.person, free.queues, FULL, free.free_since, free.skills)


def _needs(left: Sequence[Waiting]) -> str:
    names = DEVICES | skill_names()
    needed = sorted({names.get(key, key) for one in left for key in one.skills})
    return f"Needed: {', '.join(needed)}." if needed else ""
