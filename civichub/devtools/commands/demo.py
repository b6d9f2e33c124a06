"""Run the demonstration: database, sample partnership, web server and worker, until Ctrl-C."""

import argparse
import os
import subprocess
import sys

from civichub.devtools.postgres import database_url
from civichub.devtools.serving import (
    PortTaken,
    add_address_arguments,
    choose_port,
    pretended_payments_child,
    serve,
)
from civichub.devtools.supervisor import Child, stop_with_parent

needs_database = False  # it starts one itself, after it has set the demonstration's environment

GREETING = """
The demonstration is ready: {url}

{sign_ins}

`.venv/bin/civichub day` brings residents and advisors, so that every board moves.
Stop it with Ctrl-C. Everything that was entered is kept for the next time.
"""


def main(argv: list[str]) -> int:
    """Returns 0 after being stopped, 1 when something is missing, with a sentence that says what."""
    parser = argparse.ArgumentParser(prog="civichub demo", description=__doc__)
    add_address_arguments(parser)
    parser.add_argument("--empty", action="store_true", help="leave out the sample partnership")
    parser.add_argument("--day", type=float, metavar="SPEED", help="play day after day, SPEED seconds in each second")
    options = parser.parse_args(argv)
    try:
        port = choose_port(options.host, options.port)
    except PortTaken as error:
        print(f"civichub demo: {error}", file=sys.stderr)
        return 1
    os.environ["CIVICHUB_DEMO"] = "1"
    url = os.environ.setdefault("CIVICHUB_PUBLIC_URL", f"http://localhost:{port}")
    os.environ["DATABASE_URL"] = database_url()
    prepared = subprocess.run(
        [sys.executable, "-m", "civichub.devtools.prepare", *(["--empty"] if options.empty else [])],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=stop_with_parent,
    )
    if prepared.returncode:
        print("civichub demo: it could not be prepared; the reason is above.", file=sys.stderr)
        return 1
    others = [pretended_payments_child(), *([_day_child(options.day)] if options.day else [])]
    return serve(options.host, port, GREETING.format(url=url, sign_ins=prepared.stdout.rstrip()), others)


def _day_child(speed: float) -> Child:
    """Residents and advisors, who come back when they are killed."""
    command = [sys.executable, "-m", "civichub.devtools.day", "--speed", str(speed), "--day-after-day"]
    return Child("day", command, grace=5)
