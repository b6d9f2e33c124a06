"""Where Asterisk lies on this machine, and fetching it when it is not there."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

FETCH = Path(__file__).with_name("get-asterisk")
LONGEST_FETCH_SECONDS = 300


class NoAsterisk(RuntimeError):
    """There is no Asterisk here and none could be fetched; the message says why."""


def asterisk_tree() -> Path:
    """The folder with Asterisk in it: $CIVICHUB_ASTERISK, else the cache, which is filled when it is empty."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("CIVICHUB_ASTERISK") or cache / "civichub" / "asterisk-22")
    if not (folder / "ASTERISK_VERSION").is_file():
        try:
            made = subprocess.run([FETCH, folder], capture_output=True, text=True, timeout=LONGEST_FETCH_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoAsterisk(f"Asterisk cannot be fetched: {error}") from error
        if made.returncode:
            last = (made.stderr.strip() or "the script said nothing").splitlines()[-1]
            raise NoAsterisk(last)
    return folder


def version(folder: Path) -> str:
    """What Asterisk says of itself."""
    return (folder / "ASTERISK_VERSION").read_text().strip()
