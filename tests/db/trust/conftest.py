"""The populated partnership, made once for a module of tests that take back whatever they change."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.db.trust.every_address import Populated, populate


@pytest.fixture(scope="module")
def populated(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Populated]:
    """Not beside the fixture `world` in one module: there is one county only."""
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its traceback
    with django_db_blocker.unblock(), transaction.atomic():
        settings.STAFF_SECOND_FACTOR, before = False, settings.STAFF_SECOND_FACTOR
        yield populate()
        settings.STAFF_SECOND_FACTOR = before
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
