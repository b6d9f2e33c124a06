"""Where the embedded database lives."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
import pytest

from civichub.devtools.postgres import Cluster, data_root, database_address, default_cluster
from civichub.devtools.postgres.cluster import SOCKET_PATH_LIMIT


def test_django_reads_the_socket_folder_as_the_host() -> None:
    settings = dj_database_url.parse(Cluster(Path("/srv/hub/postgres")).url("parish"))
    assert settings["HOST"] == "/srv/hub/postgres/run"
    assert settings["PORT"] == 5432
    assert settings["NAME"] == "parish"
    assert settings["USER"] == "civichub"


def test_a_folder_too_deep_for_a_socket_gets_its_socket_in_the_temporary_folder() -> None:
    deep = Cluster(Path("/" + "a-long-name/" * 12))
    assert not deep.sockets.is_relative_to(deep.root)
    assert len(os.fsencode(deep.socket)) < SOCKET_PATH_LIMIT
    assert deep.sockets != Cluster(deep.root / "other").sockets


def test_the_data_folder_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICHUB_DATA", "/srv/trial")
    assert default_cluster().data == Path("/srv/trial/postgres/cluster")


def test_an_ordinary_user_keeps_the_data_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIVICHUB_DATA", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/asha")
    assert data_root() == Path("/home/asha/.local/share/civichub")


def test_a_named_database_goes_before_the_embedded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://hub@db.example/hub")
    assert database_address() == "postgresql://hub@db.example/hub"


def test_asking_for_the_address_starts_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("CIVICHUB_DATA", str(tmp_path))
    host = unquote(urlsplit(database_address()).netloc).split("@")[1]
    assert host == f"{tmp_path}/postgres/run:5432"
    assert list(tmp_path.iterdir()) == []
