"""The populated partnership, made once for a module of tests that take back whatever they change."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.db.trust.every_address import Populated, populate


@pytest.fixture(scope="module")
def populated(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Populated]:
    """Not beside the fixture `world` in one module: there is one county only."""
    with django_db_blocker.unblock(), populated_with(STAFF_SECOND_FACTOR=False) as found:
        yield found


@contextmanager
def populated_with(**changes: Any) -> Iterator[Populated]:
    """The partnership until the block ends, under these settings."""
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its traceback
    before = {name: getattr(settings, name) for name in changes}
    with transaction.atomic():
        for name, value in changes.items():
            setattr(settings, name, value)
        yield populate()
        for name, value in before.items():
            setattr(settings, name, value)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
