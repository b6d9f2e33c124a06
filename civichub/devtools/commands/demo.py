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
from civichub.devtools.supervisor import stop_with_parent

needs_database = False  # it starts one itself, after it has set the demonstration's environment

GREETING = """
The demonstration is ready: {url}

{sign_ins}

Stop it with Ctrl-C. Everything that was entered is kept for the next time.
"""


def main(argv: list[str]) -> int:
    """Returns 0 after being stopped, 1 when something is missing, with a sentence that says what."""
    parser = argparse.ArgumentParser(prog="civichub demo", description=__doc__)
    add_address_arguments(parser)
    parser.add_argument("--empty", action="store_true", help="leave out the sample partnership")
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
    payments = pretended_payments_child()
    return serve(options.host, port, GREETING.format(url=url, sign_ins=prepared.stdout.rstrip()), [payments])
