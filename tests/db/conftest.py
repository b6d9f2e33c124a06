"""The small partnership that most tests of the contexts live in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def one_factor_is_enough(settings: Any) -> None:
    """Signing in is tested where it belongs; here a test says who somebody is."""
    settings.STAFF_SECOND_FACTOR = False
