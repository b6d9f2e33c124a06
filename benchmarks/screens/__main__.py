"""`python -m benchmarks.screens`: hundreds of live screens on one web process, in a database of its own."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from civichub.devtools.postgres import Cluster, EmbeddedPostgres
from civichub.devtools.serving import web_child, what_is_wanting


def main(argv: list[str]) -> int:
    """0 when news reached the screens within the aim, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screens", description=__doc__)
    parser.add_argument("--screens", type=int, default=500)
    arguments = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp(prefix="civichub-screens-"))
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    try:
        with EmbeddedPostgres(Cluster(folder / "postgres", durable=False)) as server:
            _set_environment(server.url, folder, port)
            subprocess.run([sys.executable, "-m", "civichub.devtools.prepare"], check=True, stdout=sys.stderr)
            web = subprocess.Popen(web_child("127.0.0.1", port).command, start_new_session=True)
            try:
                while what_is_wanting("localhost", port):
                    time.sleep(0.1)
                django.setup()
                from benchmarks.screens.running import run  # its models can be read only now

                return run(port, arguments.screens)
            finally:
                os.killpg(web.pid, signal.SIGKILL)
                web.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _set_environment(url: str, folder: Path, port: int) -> None:
    os.environ |= {
        "DATABASE_URL": url,
        "CIVICHUB_DEMO": "1",
        "CIVICHUB_FILES": str(folder / "files"),
        "CIVICHUB_PUBLIC_URL": f"http://localhost:{port}",
        "CIVICHUB_WEB_WORKERS": "1",
        "DJANGO_SETTINGS_MODULE": "civichub.config.settings",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
