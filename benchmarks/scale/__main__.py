"""`python -m benchmarks.scale`: load a large county into a database of its own and measure pages and intake."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from benchmarks.scale.loading import Size, load
from civichub.devtools.postgres import Cluster, EmbeddedPostgres

SMALL = Size(residents=5_000, contacts=20_000, cases=12_000)


def main(argv: list[str]) -> int:
    """0 when every aim was met, 1 when one was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--residents", type=int, default=Size.residents)
    parser.add_argument("--contacts", type=int, default=Size.contacts, help="at least as many as cases")
    parser.add_argument("--cases", type=int, default=Size.cases)
    parser.add_argument("--small", action="store_true", help="a fiftieth of it, in two minutes")
    parser.add_argument("--times", type=int, default=200, help="how often each page is asked for")
    parser.add_argument("--keep", type=Path, help="keep the database in this folder, and use one that is there")
    arguments = parser.parse_args(argv)
    size = SMALL if arguments.small else Size(arguments.residents, arguments.contacts, arguments.cases)
    if size.contacts < size.cases:
        parser.error("give at least as many contacts as cases: each case was opened by one")
    kept = arguments.keep or Path(tempfile.gettempdir()) / f"civichub-scale-{os.getpid()}"
    is_loaded = (kept / "loaded").exists()
    cluster = Cluster(kept, durable=False)
    try:
        with EmbeddedPostgres(cluster) as server:
            set_environment(server.url, kept)
            prepare = [sys.executable, "-m", "civichub.devtools.prepare", *(["--empty"] if is_loaded else [])]
            subprocess.run(prepare, check=True, stdout=sys.stderr)
            if not is_loaded:
                load(server.url, size)
                (kept / "loaded").touch()
            django.setup()
            from benchmarks.scale.running import run  # its models can be read only now

            return run(cluster.data, times=arguments.times)
    finally:
        if not arguments.keep:
            shutil.rmtree(kept, ignore_errors=True)


def set_environment(url: str, folder: Path) -> None:
    """As in production: a second factor for staff, the limit on statements, no demonstration."""
    os.environ["DATABASE_URL"] = url
    os.environ["CIVICHUB_FILES"] = str(folder / "files")
    os.environ["CIVICHUB_SECRET_KEY"] = "a key for a benchmark, which protects nothing"
    os.environ["CIVICHUB_PUBLIC_URL"] = "http://localhost:8000"
    os.environ["DJANGO_SETTINGS_MODULE"] = "civichub.config.settings"
    os.environ.pop("CIVICHUB_DEMO", None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
