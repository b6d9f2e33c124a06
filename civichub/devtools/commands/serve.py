"""Run the web server and the worker in one process tree, until SIGTERM or Ctrl-C."""

import argparse
import os
import subprocess
import sys

from civichub.devtools.postgres import database_url
from civichub.devtools.serving import PortTaken, add_address_arguments, choose_port, serve

needs_database = False  # joined below, without setting Django up in the supervisor


def main(argv: list[str]) -> int:
    """Expects a migrated database and collected static files; returns 0 after being stopped, 1 if never ready."""
    parser = argparse.ArgumentParser(prog="civichub serve", description=__doc__)
    add_address_arguments(parser)
    options = parser.parse_args(argv)
    try:
        port = choose_port(options.host, options.port)
    except PortTaken as error:
        print(f"civichub serve: {error}", file=sys.stderr)
        return 1
    checked = subprocess.run([sys.executable, "-m", "civichub.config.cli", "check"], check=False, capture_output=True)
    if checked.returncode:
        print(checked.stderr.decode(errors="replace").strip(), file=sys.stderr)
        return 1
    os.environ["DATABASE_URL"] = database_url()
    return serve(options.host, port, f"Ready: http://{options.host}:{port}")
