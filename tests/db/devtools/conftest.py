"""A folder for an embedded database of the test's own, which the server's account can reach."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from civichub.devtools.postgres import Cluster


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """pytest's own temporary folders are closed to other accounts, and as root the server runs as another."""
    folder = Path(tempfile.mkdtemp(prefix="civichub-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(data_folder: Path) -> Cluster:
    return Cluster(data_folder / "postgres", durable=False)
