"""Play a day over the demonstration that is running: residents come, advisors serve them, every board moves."""

import os
import sys

from civichub.devtools.postgres import database_url

needs_database = False  # joined below, with the demonstration's settings


def main(argv: list[str]) -> int:
    """Goes on as `python -m civichub.devtools.day`, which returns 0 when the day is over."""
    settings = {"CIVICHUB_DEMO": "1", "DATABASE_URL": database_url()}
    os.execve(sys.executable, [sys.executable, "-m", "civichub.devtools.day", *argv], os.environ | settings)
