"""What serving consists of: an address, a web server, a worker, and the question whether they are ready."""

import argparse
import http.client
import json
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from civichub.devtools.postgres import look_after_database
from civichub.devtools.supervisor import Child, Supervisor
from civichub.forms.pay.fake import API_KEY, SIGNING_SECRET

PREFERRED_PORT = 8000
WEB_GRACE_SECONDS = 12
STREAM_SECONDS = 5  # how long a stopping web process waits for open live screens; browsers come back by themselves
WORKER_GRACE_SECONDS = 35  # the worker gives its jobs 30 seconds


class PortTaken(RuntimeError):
    """Another program listens on the port that was asked for; the message names it."""


def add_address_arguments(parser: argparse.ArgumentParser) -> None:
    """The two options of every command that serves."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--port", type=int, help="the port to listen on (8000, or any free one if that is in use)")


def choose_port(host: str, asked: int | None) -> int:
    """The port that was asked for, else 8000, else any free one. Raises PortTaken if the asked one is in use."""
    if asked is not None:
        if not _is_free(host, asked):
            raise PortTaken(f"port {asked} is in use: name another with --port, or leave it out")
        return asked
    return PREFERRED_PORT if _is_free(host, PREFERRED_PORT) else _any_free_port(host)


def _listener(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)


def _is_free(host: str, port: int) -> bool:
    with closing(_listener(host)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def _any_free_port(host: str) -> int:
    with closing(_listener(host)) as listener:
        listener.bind((host, 0))
        return int(listener.getsockname()[1])


def web_child(host: str, port: int) -> Child:
    """The web server; $CIVICHUB_WEB_WORKERS processes, 2 unless set."""
    options = {
        "--interface": "asginl",
        "--host": host,
        "--port": str(port),
        "--workers": os.environ.get("CIVICHUB_WEB_WORKERS", "2"),
        "--loop": "uvloop",
        "--backlog": "4096",
        "--workers-kill-timeout": str(STREAM_SECONDS),
        "--respawn-interval": "0.2",
        "--log-level": "warning",
    }
    pairs = [part for pair in options.items() for part in pair]
    command = [sys.executable, "-m", "granian", *pairs, "--respawn-failed-workers", "civichub.config.asgi:application"]
    return Child("web", command, grace=WEB_GRACE_SECONDS)


def worker_child() -> Child:
    """The worker for background jobs."""
    return Child("worker", [sys.executable, "-m", "civichub.config.worker"], grace=WORKER_GRACE_SECONDS)


def pretended_payments_child() -> Child:
    """The payment provider's stand-in, on a port of its own, with the settings that make the hub use it.

    Sets CIVICHUB_PAY_… for the programs started after it; payments are kept in the folder of files.
    """
    port = _any_free_port("127.0.0.1")
    os.environ["CIVICHUB_PAY_API_KEY"], os.environ["CIVICHUB_PAY_SIGNING_SECRET"] = API_KEY, SIGNING_SECRET
    os.environ["CIVICHUB_PAY_BASE_URL"] = f"http://127.0.0.1:{port}"
    data = Path(os.environ.get("CIVICHUB_FILES") or Path(__file__).resolve().parents[2] / ".files")
    data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "civichub.forms.pay.fake", str(port), str(data / "pretended-payments.json")]
    return Child("payments", command, grace=2)


def what_is_wanting(host: str, port: int) -> str | None:
    """What the web server at this address still needs before it can do its work, in words; None when it is ready."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    named = urlsplit(os.environ.get("CIVICHUB_PUBLIC_URL", "")).netloc or f"localhost:{port}"
    connection = http.client.HTTPConnection(here, port, timeout=5)
    try:
        connection.request("GET", "/health/ready", headers={"Host": named})
        answer = connection.getresponse()
        body = json.loads(answer.read())
    except OSError:
        return "the web server"
    except (http.client.HTTPException, ValueError):
        return f"an understandable answer from /health/ready (it was {answer.status})"
    else:
        return None if answer.status == 200 else f"the {body.get('wanting')}"
    finally:
        connection.close()


def serve(host: str, port: int, greeting: str, others: Sequence[Child] = ()) -> int:
    """Web server, worker and `others` in one process tree until asked to stop; `greeting` is printed when ready."""
    waited_for: list[str] = []

    def is_ready() -> bool:
        wanting = what_is_wanting(host, port)
        if wanting and wanting not in waited_for:
            waited_for.append(wanting)
            supervisor.say("supervisor", f"waiting for {wanting}")
        return wanting is None

    def greet() -> None:
        print(greeting, flush=True)

    supervisor = Supervisor(
        [web_child(host, port), worker_child(), *others],
        is_ready=is_ready,
        when_ready=greet,
        at_each_look=look_after_database,
    )
    return supervisor.run()
