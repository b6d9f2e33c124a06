"""The real worker, until nothing waits: the journeys start it where a message has to go out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections
from procrastinate.contrib.django import app

from civichub.core.jobs import QUEUES

LONG_ENOUGH_SECONDS = 60


def forget_waiting_work() -> None:
    """Take away what the demonstration's own past left to do, so that the worker does only what the journey caused."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def do_waiting_work(queues: Sequence[str] = QUEUES) -> None:
    """Run every waiting job of these queues and those that they make. In a thread of its own: the browser's loop has
    this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(_work, queues).result(timeout=LONG_ENOUGH_SECONDS)


def _work(queues: Sequence[str]) -> None:
    try:
        asyncio.run(_until_nothing_waits(queues))
    finally:
        connections.close_all()


async def _until_nothing_waits(queues: Sequence[str]) -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        async with working.open_async():
            await working.run_worker_async(
                queues=list(queues), wait=False, concurrency=1, listen_notify=False, install_signal_handlers=False
            )
