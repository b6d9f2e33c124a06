"""The environment of a test run, set before Django reads its settings: pytest loads this by `-p` in pyproject.toml.

The tests' database server is addressed here and started only by the first test that needs it.
"""

import os
import tempfile
from pathlib import Path

from civichub.devtools.postgres import throwaway_cluster

CIVICHUB_VARIABLES_THAT_STEER_TESTS = (
    "CIVICHUB_TEST_", "CIVICHUB_PG_", "CIVICHUB_SKIP_", "CIVICHUB_CHROMIUM", "CIVICHUB_ASTERISK", "CIVICHUB_REQUIRE_",
)  # fmt: skip


def set_environment() -> None:
    """Forgets what this machine's installation is configured to do, and names the throw-away database."""
    for name in list(os.environ):
        if name.startswith("CIVICHUB_") and not name.startswith(CIVICHUB_VARIABLES_THAT_STEER_TESTS):
            del os.environ[name]
    os.environ["CIVICHUB_SECRET_KEY"] = "a key for tests, which protects nothing"  # the environment demands one
    os.environ["CIVICHUB_PUBLIC_URL"] = "http://localhost:8000"
    files = Path(tempfile.gettempdir()) / f"civichub-test-files-{os.geteuid()}"
    (files / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
    os.environ["CIVICHUB_FILES"] = str(files)
    os.environ["DATABASE_URL"] = os.environ.get("CIVICHUB_TEST_DATABASE_URL") or throwaway_cluster().url("postgres")


set_environment()
