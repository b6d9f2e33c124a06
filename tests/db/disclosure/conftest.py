"""The small partnership, where requests for information are answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.disclosure import offer_requests
from tests.factories.world import World


@pytest.fixture
def offered(world: World, settings: Any, tmp_path: Any) -> World:
    """The county takes requests of all three laws."""
    settings.MEDIA_ROOT = tmp_path
    offer_requests(world)
    return world
