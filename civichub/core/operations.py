"""The one shape of a change: keyword-only, atomic, locked, allowed, audited, published."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from civichub.core.errors import NotAllowed, NotFound
from civichub.core.prepared import Given, prepared, update

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

OPERATIONS: dict[str, Callable[..., Any]] = {}


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a writer: runs in one transaction, and takes keyword arguments only, with `actor` and `at` among them.

    `actor` is the account that acts (a person, a client or a system account); `at` is an aware datetime in UTC.
    Raises `TypeError` at import when the signature breaks the rule, `ValueError` when `at` has no time zone.
    """
    parameters = inspect.signature(function).parameters.values()
    by_keyword = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    loose = [p.name for p in parameters if p.kind not in by_keyword]
    if loose:
        raise TypeError(f"{function.__qualname__}: make {', '.join(loose)} keyword-only (put * first)")
    missing = {"actor", "at"} - {p.name for p in parameters}
    if missing:
        raise TypeError(f"{function.__qualname__}: an operation needs {' and '.join(sorted(missing))}")

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        at = kwargs.get("at")
        if getattr(at, "tzinfo", None) is None:
            raise ValueError(f"{function.__qualname__}: `at` must be an aware datetime")
        with transaction.atomic():
            return function(*args, **kwargs)

    OPERATIONS[f"{function.__module__}.{function.__qualname__}"] = run
    return run


def lock(record: M) -> M:
    """The same row, read again and locked until the transaction ends. Raises `NotFound` if it has gone."""
    fresh = _locked(record.__class__, pk=record.pk)
    if not fresh:
        raise NotFound()
    return fresh[0]


@prepared
def _locked(model: type[M]) -> models.QuerySet[M]:
    return model._base_manager.select_for_update(of=("self",)).filter(pk=Given("pk"))


def require(allowed: bool, message: str | None = None) -> None:
    """Stop here with `NotAllowed` unless a policy said yes."""
    if not allowed:
        raise NotAllowed(message) if message else NotAllowed()


def save(record: models.Model, *fields: str) -> None:
    """Write exactly the named fields of a locked row."""
    update(record, fields)
