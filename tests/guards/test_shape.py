"""The house keeps its shape: short modules, short functions, no drawers, no doors between rooms on one floor."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "civichub"
MODULE_LINES, FUNCTION_LINES = 400, 40
DRAWERS = {"utils.py", "helpers.py", "services.py", "misc.py", "common.py"}


def modules() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def test_modules_and_functions_are_short() -> None:
    long = []
    for path in modules():
        text = path.read_text()
        if (lines := text.count("\n")) > MODULE_LINES:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines, at most {MODULE_LINES}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = node.body[0].end_lineno if ast.get_docstring(node) else node.lineno
                if (length := (node.end_lineno or 0) - (start or 0) + 1) > FUNCTION_LINES:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines, at most {FUNCTION_LINES}")
    assert not long, "split these by what they own: " + "; ".join(long)


def test_there_are_no_drawers_and_no_star_imports() -> None:
    drawers = [str(path.relative_to(ROOT)) for path in modules() if path.name in DRAWERS]
    assert not drawers, f"name these by what they own: {drawers}"
    stars = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert not stars, f"import by name: {stars}"


def test_no_context_imports_another_contexts_models() -> None:
    contexts = {path.parent.name for path in PACKAGE.glob("*/apps.py")} - {"core", "web", "api"}
    offenders = []
    for path in modules():
        home = path.relative_to(PACKAGE).parts[0]
        if home not in contexts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            parts = (module or "").split(".")
            if len(parts) > 2 and parts[0] == "civichub" and parts[2] == "models" and parts[1] in contexts - {home}:
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno} imports {module}")
    assert not offenders, f"ask the other context's queries or operations instead: {offenders}"


def test_the_project_speaks_of_itself_alone() -> None:
    words = ("/work" + "/", "/far" + "m/", "/." + "library", "/root" + "/")
    found = []
    for path in [*modules(), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "tests").rglob("*.py")]:
        found += [
            f"{path.relative_to(ROOT)}: {word}" for word in words if re.search(rf"(?<!\w){word}", path.read_text())
        ]
    assert not found, f"paths of one machine do not belong here: {found}"
