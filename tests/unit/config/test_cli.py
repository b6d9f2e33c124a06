"""The `civichub` command finds its commands by their modules."""

import subprocess
import sys
from pathlib import Path

import pytest

from civichub.config import cli


def civichub(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "civichub.config.cli", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "CIVICHUB_DEMO": "1", **environment},
    )


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sample_commands"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(cli, "COMMAND_PACKAGES", ("sample_commands",))
    return folder


def test_help_lists_commands_with_the_first_line_of_their_docstring(package: Path, capsys) -> None:
    (package / "import_.py").write_text('"""Bring in an extract.\n\nMore."""\nraise SystemExit("never imported")')
    assert cli.main(["--help"]) == 0
    assert "  import  Bring in an extract.\n" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["needs_database = False", "needs_database: bool = False"])
def test_a_command_can_say_that_it_needs_no_database(package: Path, line: str) -> None:
    (package / "two_words.py").write_text(f'"""Sums."""\n{line}\n')
    assert cli.own_commands()["two-words"].needs_database is False


def test_a_command_needs_the_database_unless_it_says_otherwise(package: Path) -> None:
    (package / "places.py").write_text("needs_database = not False\n")
    assert cli.own_commands()["places"].needs_database is True


def test_arguments_and_exit_code_pass_through(package: Path) -> None:
    (package / "sums.py").write_text("needs_database = False\ndef main(argv):\n    return len(argv)\n")
    assert cli.main(["sums", "check", "FILE", "--strict"]) == 3


def test_an_unknown_command_gets_a_suggestion_and_exit_code_2(capsys) -> None:
    assert cli.main(["migrat"]) == 2
    assert "Did you mean migrate" in capsys.readouterr().err


def test_help_starts_no_database(tmp_path: Path) -> None:
    answer = civichub("migrate", "--help", CIVICHUB_DATA=str(tmp_path))
    assert answer.returncode == 0
    assert "usage: civichub migrate" in answer.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_missing_setting_is_one_sentence_and_not_a_traceback() -> None:
    answer = civichub("check", CIVICHUB_DEMO="0")
    assert answer.returncode == 1
    assert answer.stderr.startswith("civichub: CIVICHUB_SECRET_KEY is not set")
    assert "Traceback" not in answer.stderr
