"""The queues of background work. A worker takes all of them; a guard test holds that no job names another."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

QUEUES = ("delivery", "notifications", "handover", "measures", "clocks", "search", "imports", "upkeep")
STALLED_AFTER_SECONDS = 30


@app.periodic(cron="* * * * *")
@app.task(queue="upkeep", queueing_lock="rescue_stalled_jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put jobs of a killed worker back in their queue: Procrastinate leaves them as "doing" for ever."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.retry_job(job)
