"""The supervisor with real processes, each a line of shell."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from civichub.devtools.serving import PortTaken, choose_port
from civichub.devtools.supervisor import Child, Supervisor

PATIENCE_SECONDS = 20


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE_SECONDS} seconds for {what}"
        time.sleep(0.05)


def run_in_a_process(folder: Path, children: str, ready: str = "True") -> subprocess.Popen:
    """A supervisor in a process of its own; its children write their process numbers below `folder`."""
    program = textwrap.dedent(
        f"""
        import sys, time
        from civichub.devtools.supervisor import Child, Supervisor
        def sh(name, script, grace=5):
            return Child(name, ["sh", "-c", "echo $$ >> {folder}/" + name + "; " + script], grace)
        supervisor = Supervisor(
            [{children}],
            is_ready=lambda: {ready},
            when_ready=lambda: print("READY", flush=True),
            ready_within=1,
        )
        sys.exit(supervisor.run())
        """
    )
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def numbers(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def test_a_killed_child_is_replaced_and_all_stop_on_sigterm(tmp_path: Path) -> None:
    supervisor = run_in_a_process(tmp_path, "sh('web', 'exec sleep 60'), sh('worker', 'exec sleep 60')")
    wait_until(lambda: numbers(tmp_path, "web") and numbers(tmp_path, "worker"), "both children")
    os.kill(numbers(tmp_path, "worker")[0], signal.SIGKILL)
    wait_until(lambda: len(numbers(tmp_path, "worker")) == 2, "a second worker")
    supervisor.terminate()
    said, _ = supervisor.communicate(timeout=PATIENCE_SECONDS)
    assert supervisor.returncode == 0
    assert "READY" in said
    assert "supervisor | worker was killed by SIGKILL; starting it again" in said
    assert not any(map(is_alive, numbers(tmp_path, "web") + numbers(tmp_path, "worker")))


def test_lines_of_children_carry_their_names(tmp_path: Path) -> None:
    supervisor = run_in_a_process(tmp_path, "sh('web', 'echo listening; exec sleep 60')")
    wait_until(lambda: numbers(tmp_path, "web"), "the child")
    time.sleep(0.5)
    supervisor.send_signal(signal.SIGINT)
    said, _ = supervisor.communicate(timeout=PATIENCE_SECONDS)
    assert "       web | listening" in said.splitlines()


def test_a_child_that_will_not_stop_is_killed_with_its_own_children(tmp_path: Path) -> None:
    stubborn = f'trap "" TERM; sleep 61 & echo $! >> {tmp_path}/grandchild; while :; do sleep 0.2; done'
    supervisor = run_in_a_process(tmp_path, f"sh('web', {stubborn!r}, grace=0.5)")
    wait_until(lambda: numbers(tmp_path, "grandchild"), "the grandchild")
    began = time.monotonic()
    supervisor.terminate()
    supervisor.communicate(timeout=PATIENCE_SECONDS)
    assert supervisor.returncode == 0
    assert time.monotonic() - began < 5
    assert not any(map(is_alive, numbers(tmp_path, "web") + numbers(tmp_path, "grandchild")))


def test_what_a_killed_child_left_behind_goes_before_it_is_replaced(tmp_path: Path) -> None:
    forking = f"sleep 62 & echo $! >> {tmp_path}/grandchild; wait"
    supervisor = run_in_a_process(tmp_path, f"sh('web', {forking!r})")
    wait_until(lambda: numbers(tmp_path, "grandchild"), "the grandchild")
    os.kill(numbers(tmp_path, "web")[0], signal.SIGKILL)
    wait_until(lambda: len(numbers(tmp_path, "grandchild")) == 2, "its replacement")
    assert not is_alive(numbers(tmp_path, "grandchild")[0])
    supervisor.terminate()
    supervisor.communicate(timeout=PATIENCE_SECONDS)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_children_stop_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = run_in_a_process(tmp_path, "sh('web', 'exec sleep 60'), sh('worker', 'exec sleep 60')")
    wait_until(lambda: numbers(tmp_path, "web") and numbers(tmp_path, "worker"), "both children")
    supervisor.kill()
    supervisor.communicate(timeout=PATIENCE_SECONDS)
    wait_until(
        lambda: not any(map(is_alive, numbers(tmp_path, "web") + numbers(tmp_path, "worker"))), "the children's end"
    )


def test_it_gives_up_when_nothing_ever_gets_ready(tmp_path: Path) -> None:
    supervisor = run_in_a_process(tmp_path, "sh('web', 'exec sleep 60')", ready="False")
    said, _ = supervisor.communicate(timeout=PATIENCE_SECONDS)
    assert supervisor.returncode == 1
    assert "not ready after 1 seconds" in said
    assert not any(map(is_alive, numbers(tmp_path, "web")))


def test_a_child_that_dies_young_waits_longer_each_time() -> None:
    child = Child("web", ["false"], grace=1)
    supervisor = Supervisor([child], is_ready=lambda: False, when_ready=lambda: None)
    waits = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(waits) < 4 and time.monotonic() < deadline:
        supervisor._look_after(child)
        if child.wait not in waits:
            waits.append(child.wait)
        time.sleep(0.01)
    assert waits == [0.2, 0.4, 0.8, 1.6]


def test_a_free_port_is_taken_when_the_usual_one_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    import civichub.devtools.serving as serving

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(serving, "PREFERRED_PORT", taken)
        assert choose_port("127.0.0.1", None) not in (taken, 0)
        with pytest.raises(PortTaken, match=str(taken)):
            choose_port("127.0.0.1", taken)
