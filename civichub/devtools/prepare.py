"""What must be true before the demonstration can be served: schema, static files and the demo partnership.

Run as a process of its own, `python -m civichub.devtools.prepare`, so that the supervisor stays small and has one
thread. Progress goes to standard error; the sign-ins to standard output.
"""

import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


@contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"{name} …", end=" ", file=sys.stderr, flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)


def static_files_are_current() -> bool:
    """Whether the collected static files are newer than every file they are collected from."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return False
    collected = manifest.stat().st_mtime
    sources = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    return all(Path(source).stat().st_mtime <= collected for source in sources)


def load_partnership() -> str:
    """Loads the demo partnership if it is not there yet; returns its sign-ins, one a line.

    `civichub.devtools.demo.load()` returns triples of role, e-mail address and password.
    """
    found = importlib.util.find_spec("civichub.devtools.demo")
    load = getattr(importlib.import_module("civichub.devtools.demo"), "load", None) if found else None
    if load is None:
        return "This version comes without a demo partnership: `civichub createsuperuser` makes the first account."
    sign_ins = load()
    roles, addresses = (max(len(sign_in[column]) for sign_in in sign_ins) for column in (0, 1))
    return "\n".join(f"  {role:<{roles}}  {email:<{addresses}}  {password}" for role, email, password in sign_ins)


def main(argv: list[str]) -> int:
    """Prepares everything; safe to repeat, and quick when there is nothing to do.

    `--empty` leaves the sample partnership out.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civichub.config.settings")
    os.environ.setdefault("CIVICHUB_STATEMENT_TIMEOUT_MS", "0")  # the limit is for pages
    django.setup()
    with _step("Database"):
        call_command("migrate", interactive=False, verbosity=0)
    if not static_files_are_current():
        with _step("Styles and scripts"):
            call_command("collectstatic", interactive=False, verbosity=0)
    if "--empty" in argv:
        print("It is empty: `civichub createsuperuser` makes the first account.")
        return 0
    with _step("Demo partnership"):
        sign_ins = load_partnership()
    print(sign_ins)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
