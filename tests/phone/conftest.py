"""A real exchange for each module, telephones for callers and advisors, and the hub's own switchboard between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.phone.counter import Counter, running_counter
from tests.phone.site import Site, running_site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture
def counter(site: Site, transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Counter]:
    settings.MEDIA_ROOT = tmp_path / "files"
    with running_counter(site, tmp_path / "sounds") as running:
        yield running
