"""What a person must see to, as tasks of the case: used by the operations here, inside their transactions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.cases.operations.promises import add_task, finish_task
from civichub.cases.queries import case_by_id
from civichub.core.operations import save


def raise_task(about: Any, title: str, *, at: datetime) -> None:
    """A task for the team that has the case, unless there is one about this already."""
    if about.task_id is not None:
        return
    about.task_id = add_task(case=case_by_id(about.case_id), title=title[:200], actor=system_account(), at=at).pk
    save(about, "task_id")


def settle_task(about: Any, *, result: str, at: datetime) -> None:
    """The task is done, unless somebody has done it already."""
    if about.task_id is None:
        return
    task = case_by_id(about.case_id).tasks.filter(pk=about.task_id, done_at=None).first()
    about.task_id = None
    save(about, "task_id")
    if task is not None:
        finish_task(task=task, actor=system_account(), at=at, result=result)
