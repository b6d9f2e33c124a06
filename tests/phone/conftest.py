"""A real exchange for each module, telephones for callers and advisors, and the hub's own switchboard between them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.world import make_world
from tests.phone.counter import Counter, RunningSwitchboard
from tests.phone.sip import eventually
from tests.phone.site import NUMBER, Site, required_tree

ADVISORS = {"advisor": "2001", "leader": "2002"}
# What Asterisk warns of when a test does what it is there to do.
EXPECTED = (
    "Playback failed for",  # somebody hung up while we spoke
    # The switchboard was killed.
    "Stasis app 'civichub'",
    "outbound websocket per-call config for app 'civichub'",
    "Web socket closed abruptly",
    "WebSocket read error",
    "Session already DISCONNECTED",  # both sides hung up at once
    "Remotely bridged",
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """It must have had nothing to complain of when the module ends."""
    home = Path(tempfile.mkdtemp(prefix="exchange-"))  # short: the path of a socket is at most 107 characters
    made = Site(required_tree(), home, ADVISORS)
    made.asterisk.start()
    try:
        yield made
        made.floor.close()
    finally:
        made.asterisk.stop()
    lines = made.asterisk.log.read_text().splitlines()
    complaints = [line for line in lines if ("WARNING" in line or "ERROR" in line) and not _is_expected(line)]
    shutil.rmtree(home)
    assert not complaints, "\n".join(complaints)


def _is_expected(line: str) -> bool:
    return any(words in line for words in EXPECTED)


@pytest.fixture
def counter(site: Site, transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Counter]:
    """A line with two advisors, and the switchboard at work. Afterwards nobody may be left on the telephone."""
    settings.MEDIA_ROOT = tmp_path / "files"
    switchboard = RunningSwitchboard(site.address, site.exchange.password, tmp_path / "sounds")
    made = Counter(make_world(), site, switchboard, NUMBER, ADVISORS)
    switchboard.start()
    try:
        yield made
        site.floor.hang_up_everywhere()
        eventually("nobody is left on the telephone", site.is_quiet)
    finally:
        made.switchboard.stop()
