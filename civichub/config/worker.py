"""The process that does the background work: `python -m civichub.config.worker`.

Several may run, on several machines: each takes jobs that no other has. A job whose worker was killed is put back in
its queue by `civichub.core.jobs.rescue_stalled_jobs`.
"""

import asyncio
import os
import socket

import django

GRACEFUL_SECONDS = 30
CONCURRENCY = 4


def main() -> None:
    """Works until SIGTERM or SIGINT, then finishes the jobs in hand for up to 30 seconds.

    $CIVICHUB_WORKER_CONCURRENCY is the number of jobs at a time, 4 unless set; each uses a database connection.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civichub.config.settings")
    django.setup()
    asyncio.run(_work())


async def _work() -> None:
    from procrastinate.contrib.django import app  # both need Django to be set up

    from civichub.core.jobs import QUEUES

    with app.replace_connector(app.connector.get_worker_connector()) as working:
        async with working.open_async():
            await working.run_worker_async(
                queues=list(QUEUES),
                name=f"{socket.gethostname()}-{os.getpid()}",
                concurrency=int(os.environ.get("CIVICHUB_WORKER_CONCURRENCY", CONCURRENCY)),
                shutdown_graceful_timeout=GRACEFUL_SECONDS,
                delete_jobs="successful",
            )


if __name__ == "__main__":
    main()
