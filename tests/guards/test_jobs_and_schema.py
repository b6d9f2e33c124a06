"""Every queue is consumed, and the tables match the models."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from procrastinate.contrib.django import app

from civichub.core.jobs import QUEUES


def test_every_job_names_a_queue_that_a_worker_takes() -> None:
    orphans = {
        name: task.queue
        for name, task in app.tasks.items()
        if task.queue not in QUEUES and not name.startswith(("builtin", "procrastinate."))
    }
    assert not orphans, f"no worker takes these queues: {orphans}. Add the queue to civichub.core.jobs.QUEUES."


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(f"models changed without a migration: run civichub makemigrations. {out.getvalue()}")
