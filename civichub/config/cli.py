"""The `civichub` command: our own commands by the names of their modules, and every command of Django's.

A command is a module with `main(argv) -> int`. `needs_database = False`, written as it stands here, says that it can
run without one; for all others the database is there and Django is set up before the module is imported.
"""

import ast
import difflib
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import ManagementUtility, get_commands

from civichub.config.environment import BadEnvironment
from civichub.devtools.postgres import PostgresError, database_address, database_url

COMMAND_PACKAGES = ("civichub.commands", "civichub.devtools.commands")
SETTINGS = "civichub.config.settings"
WITHOUT_DATABASE = {"collectstatic", "compilemessages", "diffsettings", "findstatic", "makemessages", "version"}
NOT_UNDERSTOOD = 2  # the exit code of a command line that makes no sense, as shells have it


@dataclass(frozen=True)
class Command:
    """One of our own commands, known by reading its module and not by importing it."""

    name: str
    module: str
    summary: str
    needs_database: bool


def own_commands() -> dict[str, Command]:
    """Our commands by name. `import_.py` is called `import`, and `two_words.py` is called `two-words`."""
    found = [_read_command(package, path) for package in COMMAND_PACKAGES for path in _modules_of(package)]
    return {command.name: command for command in sorted(found, key=lambda command: command.name)}


def _modules_of(package: str) -> Iterable[Path]:
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    for folder in map(Path, folders or ()):
        for path in folder.iterdir():
            source = path / "__init__.py" if path.is_dir() else path
            if source.is_file() and source.suffix == ".py" and not path.name.startswith("_"):
                yield source


def _read_command(package: str, path: Path) -> Command:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    stem = path.parent.name if path.name == "__init__.py" else path.stem
    summary = (ast.get_docstring(tree) or "").partition("\n")[0]
    name = stem.rstrip("_").replace("_", "-")
    return Command(name, f"{package}.{stem}", summary, not any(map(_denies_database, tree.body)))


def _denies_database(statement: ast.stmt) -> bool:
    """Whether a statement is `needs_database = False`, with or without a type."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    named = any(isinstance(target, ast.Name) and target.id == "needs_database" for target in targets)
    value = getattr(statement, "value", None)
    return named and isinstance(value, ast.Constant) and value.value is False


def main(argv: list[str] | None = None) -> int:
    """Runs one command line, without the program's own name, and returns its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ["DATABASE_URL"] = database_address()  # for the settings; started only by what needs it
    try:
        return _run(arguments)
    except (BadEnvironment, PostgresError) as error:
        print(f"civichub: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _run(arguments: list[str]) -> int:
    commands = own_commands()
    if not arguments or arguments in (["--help"], ["-h"], ["help"]):
        print(_help(commands.values()))
        return 0
    name, *rest = arguments
    if name in commands:
        return _run_own(commands[name], rest)
    if name == "migrate":
        os.environ.setdefault("CIVICHUB_STATEMENT_TIMEOUT_MS", "0")  # an index over years of cases takes its time
    django.setup()
    if name not in get_commands() and name not in ("help", "version", "--version"):
        return _refuse(name, [*commands, *get_commands()])
    if name not in WITHOUT_DATABASE and not _asks_for_help(rest) and name in get_commands():
        database_url()
    ManagementUtility(["civichub", *arguments]).execute()
    return 0


def _run_own(command: Command, arguments: list[str]) -> int:
    if command.needs_database:
        if not _asks_for_help(arguments):
            database_url()
        django.setup()
    return importlib.import_module(command.module).main(arguments)


def _asks_for_help(arguments: list[str]) -> bool:
    return "--help" in arguments or "-h" in arguments


def _help(commands: Iterable[Command]) -> str:
    commands = list(commands)
    width = max((len(command.name) for command in commands), default=0)
    lines = [f"  {command.name:<{width}}  {command.summary}" for command in commands]
    return "\n".join(
        [
            "usage: civichub COMMAND [ARGUMENT …]",
            "",
            *lines,
            "",
            "Every command of Django works too, such as migrate, check, dbshell and createsuperuser.",
            "`civichub COMMAND --help` says more about one.",
        ]
    )


def _refuse(name: str, known: Iterable[str]) -> int:
    near = difflib.get_close_matches(name, known, n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    print(f"civichub: there is no command called {name}.{hint} `civichub --help` lists them.", file=sys.stderr)
    return NOT_UNDERSTOOD


if __name__ == "__main__":
    sys.exit(main())
