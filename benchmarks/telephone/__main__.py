"""`python -m benchmarks.telephone`: callers who arrive, and callers who are held, by the hub and by plain app_queue.

SIPp makes the callers (on Debian: `apt-get install sip-tester`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from civichub.devtools.exchange import NoSipp, check_for_sipp
from civichub.devtools.postgres import Cluster, EmbeddedPostgres


def main(argv: list[str]) -> int:
    """0 when every call was answered, 1 when one was not or SIPp is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.telephone", description=__doc__)
    parser.add_argument("--calls", type=int, default=200, help="how many arrive, hear the greeting and hang up")
    parser.add_argument("--rate", type=float, default=4, help="how many of them a second")
    parser.add_argument("--held", type=int, default=60, help="how many wait at once, hearing music")
    chosen = parser.parse_args(argv)
    try:
        check_for_sipp()
    except NoSipp as error:
        print(error, file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="civichub-calls-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "postgres", durable=False)
    try:
        with EmbeddedPostgres(cluster) as server:
            os.environ |= {
                "DATABASE_URL": server.url, "CIVICHUB_DEMO": "1", "CIVICHUB_FILES": str(folder / "files"),
                "DJANGO_SETTINGS_MODULE": "civichub.config.settings",
            }  # fmt: skip
            subprocess.run([sys.executable, "-m", "civichub.devtools.prepare"], check=True, stdout=sys.stderr)
            django.setup()
            from benchmarks.telephone.running import run  # its models can be read only now

            return run(folder / "exchange", cluster.data, calls=chosen.calls, rate=chosen.rate, held=chosen.held)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
