"""One foreground process that keeps others alive: their lines are prefixed, the dead are replaced, all go together.

It has one thread, on purpose: a child asks Linux to be told of its parent's end before it becomes another program, and
code that runs between fork and exec is safe only where no other thread can hold a lock.
"""

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

LOOK_EVERY_SECONDS = 0.2
ASK_EVERY_SECONDS = 1.0  # not more often: a server that fails writes a page into the log for each answer
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 30
STEADY_AFTER_SECONDS = 60
PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass
class Child:
    """A program to keep running. `grace` is how many seconds it may take to stop before it is killed."""

    name: str
    command: Sequence[str]
    grace: float
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    wait: float = FIRST_WAIT_SECONDS
    start_at: float = 0
    unfinished_line: bytes = field(default=b"", repr=False)


def stop_with_parent() -> None:
    """In the child: be sent SIGTERM when the supervisor dies, also when it was killed and could not say so."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps `children` running from `run` until SIGTERM, SIGINT or SIGHUP.

    `is_ready` is asked until it says yes; then `when_ready` is called once;
    `at_each_look` is called five times a second. If it has not said yes after
    `ready_within` seconds, everything is stopped and the exit code is 1.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        is_ready: Callable[[], bool],
        when_ready: Callable[[], None],
        at_each_look: Callable[[], None] = lambda: None,
        ready_within: float = 180,
    ) -> None:
        self.children = list(children)
        self.is_ready = is_ready
        self.when_ready = when_ready
        self.at_each_look = at_each_look
        self.ready_within = ready_within
        self._lines = selectors.DefaultSelector()
        self._signals = 0

    def run(self) -> int:
        """Returns the exit code: 0 after being asked to stop, 1 if it never got ready."""
        previous = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        for number in previous:
            signal.signal(number, self._remember_signal)
        try:
            return self._keep_running()
        finally:
            self._stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _remember_signal(self, number: int, frame: object) -> None:
        self._signals += 1

    def _keep_running(self) -> int:
        began, ask_at, ready = time.monotonic(), 0.0, False
        while not self._signals:
            for child in self.children:
                self._look_after(child)
            if not ready and time.monotonic() >= ask_at:
                ready, ask_at = self.is_ready(), time.monotonic() + ASK_EVERY_SECONDS
                if ready:
                    self.when_ready()
            if not ready and time.monotonic() - began > self.ready_within:
                self.say("supervisor", f"not ready after {self.ready_within:.0f} seconds; giving up")
                return 1
            self.at_each_look()
            self._pass_on_lines(LOOK_EVERY_SECONDS)
        self.say("supervisor", "stopping")
        return 0

    def _look_after(self, child: Child) -> None:
        """Starts a child that does not run, after a wait that doubles each time it dies young."""
        now = time.monotonic()
        if child.process and child.process.poll() is not None:
            self._clear_away(child)
            if now - child.started > STEADY_AFTER_SECONDS:
                child.wait = FIRST_WAIT_SECONDS
            child.start_at = now + child.wait
            child.wait = min(child.wait * 2, LONGEST_WAIT_SECONDS)
        if child.process is None and now >= child.start_at:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        # A session of its own: Ctrl-C reaches only us, and its own children can be killed as one group.
        child.process = subprocess.Popen(
            child.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=stop_with_parent,
        )
        os.set_blocking(child.process.stdout.fileno(), False)
        self._lines.register(child.process.stdout, selectors.EVENT_READ, child)

    def _clear_away(self, child: Child) -> None:
        """Says how a child ended, and kills what it left behind: a killed web server's workers hold the port."""
        process = child.process
        if not self._signals:
            self.say("supervisor", f"{child.name} {_ending(process.returncode)}; starting it again")
        _kill_group(process)
        self._read(child)
        with suppress(KeyError):
            self._lines.unregister(process.stdout)
        process.stdout.close()
        child.process = None

    def _pass_on_lines(self, seconds: float) -> None:
        for key, _ in self._lines.select(seconds):
            if not self._read(key.data):
                self._lines.unregister(key.fileobj)
        if not self._lines.get_map():
            time.sleep(seconds)

    def _read(self, child: Child) -> bool:
        """Prints what a child has said, by whole lines; False when it has closed its output."""
        try:
            said = os.read(child.process.stdout.fileno(), 1 << 16)
        except BlockingIOError:
            return True
        *lines, child.unfinished_line = (child.unfinished_line + said).split(b"\n")
        for line in lines:
            self.say(child.name, line.decode(errors="replace"))
        return bool(said)

    def say(self, name: str, text: str) -> None:
        """One prefixed line; a terminal that is gone is no reason to fail."""
        width = max(len("supervisor"), *(len(child.name) for child in self.children))
        with suppress(OSError, ValueError):
            print(f"{name:>{width}} | {text}", file=sys.stderr, flush=True)

    def _stop_all(self) -> None:
        """SIGTERM to all at once; each has its grace, which a second signal to us cuts short."""
        asked, signals = time.monotonic(), self._signals
        running = [child for child in self.children if child.process]
        for child in running:
            with suppress(ProcessLookupError):
                child.process.terminate()
        while running:
            self._pass_on_lines(0.05)
            for child in list(running):
                over = time.monotonic() - asked > child.grace or self._signals > signals
                if child.process.poll() is None and over:
                    _kill_group(child.process)
                    child.process.wait()
                if child.process.poll() is not None:
                    self._clear_away(child)
                    running.remove(child)


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    return f"was killed by {signal.Signals(-code).name}"


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
