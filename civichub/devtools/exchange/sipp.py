"""Callers by the hundred: SIPp rings a number as the public network would, and each stays as long as they like."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from civichub.devtools.supervisor import stop_with_parent

SCENARIO = Path(__file__).with_name("caller.xml")
LAST_SCREENS = 5000  # characters: the table of messages and the statistics


class NoSipp(RuntimeError):
    """It is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Caller:
    """`number` is whom they ring as; after `patience_seconds` from being answered they hang up."""

    number: str
    patience_seconds: float


class Calling:
    """Callers who ring now. Each call that was answered and ended in order has succeeded."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path) -> None:
        self._process, self._said = process, said

    @property
    def goes_on(self) -> bool:
        """Whether anybody is yet to ring or to hang up."""
        return self._process.poll() is None

    def failures(self) -> str:
        """Once everybody has hung up: where calls went astray, as SIPp counts it; empty when every call succeeded."""
        code = self._process.wait()
        return f"SIPp ended with {code}:\n{self._said.read_text()[-LAST_SCREENS:]}" if code else ""


def check_for_sipp() -> None:
    """Raises `NoSipp`."""
    if not shutil.which("sipp"):
        raise NoSipp("SIPp makes the callers: install it (on Debian: apt-get install sip-tester).")


@contextmanager
def calling(
    callers: Sequence[Caller], number: str, *, of: tuple[str, int], ip: str, a_second: float, at_once: int
) -> Iterator[Calling]:
    """They ring `number` at the exchange `of` this address from `ip`, in their order, so many a second and at most so
    many at once. Whoever is left at the end is cut off. They send no sound. Raises `NoSipp`.
    """
    check_for_sipp()
    with tempfile.TemporaryDirectory(prefix="sipp-") as name:
        folder = Path(name)
        lines = (f"{caller.number};{caller.patience_seconds * 1000:.0f}" for caller in callers)
        (folder / "callers.csv").write_text("\n".join(("SEQUENTIAL", *lines, "")))
        command = [
            "sipp", f"{of[0]}:{of[1]}", "-sf", str(SCENARIO), "-inf", str(folder / "callers.csv"), "-i", ip, "-mi", ip,
            "-p", str(_free_port(ip)), "-s", number, "-m", str(len(callers)), "-r", str(a_second), "-l", str(at_once),
            "-nostdin", "-default_behaviors", "all,-abortunexp",  # what comes between two looks comes again
        ]  # fmt: skip
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said, preexec_fn=stop_with_parent)
        try:
            yield Calling(process, folder / "said")
        finally:
            process.kill()
            process.wait()


def _free_port(ip: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind((ip, 0))
        return int(found.getsockname()[1])
