"""One running Asterisk with a folder of its own: its configuration written, started, asked, stopped."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path

from civichub.devtools.exchange.music import write_music
from civichub.devtools.supervisor import stop_with_parent
from civichub.telephony.configuration import Exchange, Folders, private_exchange

START_SECONDS, STOP_SECONDS, ANSWER_SECONDS = 30, 10, 5
READY = "fully booted"


class AsteriskFailed(RuntimeError):
    """It did not start; the message holds what it said."""


class Asterisk:
    """`tree` is where Asterisk lies, `home` an empty folder or one of an earlier run."""

    def __init__(self, tree: Path, home: Path, exchange: Exchange, *, steady_tone: bool = False) -> None:
        self.tree, self.home, self.exchange = tree, home, exchange
        self.steady_tone = steady_tone
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Notices, warnings and errors."""
        return self.home / "var/log/messages"

    @property
    def sounds(self) -> Path:
        """What it has recorded."""
        return self.home / "var/spool/recording"

    def write(self) -> None:
        """Its configuration and its music."""
        for folder in ("etc", "var/lib/keys", "var/spool/recording", "var/log", "run", "music", "sounds"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        folders = Folders(str(self.home), str(self.tree), str(self._modules()))
        for name, text in private_exchange(self.exchange, folders).items():
            path = self.home / "etc" / name
            path.touch(mode=0o600)  # passwords stand in some of them
            path.write_text(text)
        for shared in ("documentation", "rest-api"):  # without the documentation Stasis refuses to begin
            link = self.home / shared
            if not link.is_symlink():
                link.symlink_to(self.tree / "usr/share/asterisk" / shared)
        write_music(self.home / "music" / "waiting.wav", steady_tone=self.steady_tone)

    def command(self) -> list[str]:
        """Its own loader and libraries, so that nothing of the machine's is mixed in."""
        libraries = self._modules().parents[1]
        loader = next(libraries.glob("ld-linux*.so.*"))
        path = f"{libraries}:{self.tree}/usr/lib"
        settings = str(self.home / "etc/asterisk.conf")
        return [str(loader), "--library-path", path, str(self.tree / "usr/sbin/asterisk"), "-f", "-C", settings]

    def _modules(self) -> Path:
        return next((self.tree / "usr/lib").glob("*/asterisk/modules"))

    def start(self) -> None:
        """Returns when every module is loaded. Raises `AsteriskFailed`."""
        self.write()
        with (self.home / "said").open("ab") as said:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                preexec_fn=_as_a_child,
            )  # fmt: skip
        give_up_at = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                self.kill()
                raise AsteriskFailed("Asterisk did not start: " + (self.home / "said").read_text()[-2000:])
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether every module is loaded."""
        return READY in self.ask("core waitfullybooted", until=READY)

    def ask(self, command: str, *, until: str = "") -> str:
        """What its console answers, up to and with `until` or to a pause; empty while it does not listen."""
        said = b""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as console:
            console.settimeout(ANSWER_SECONDS)
            console.connect(str(self.home / "run/asterisk.ctl"))
            console.sendall(command.encode() + b"\0")
            while not until or until.encode() not in said:
                piece = console.recv(65536)
                if not piece:
                    break
                said += piece
                console.settimeout(ANSWER_SECONDS if until else 0.2)
        return said.decode(errors="replace")

    def stop(self) -> None:
        """Ask it to hang up everybody and end; after some seconds it is killed."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """At once, as when its machine fails."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def _as_a_child() -> None:
    stop_with_parent()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    os.umask(0o077)
