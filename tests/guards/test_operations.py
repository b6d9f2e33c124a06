"""Every writer has the one shape: keyword-only, atomic, allowed, audited."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "civichub"


def operation_modules() -> list[Path]:
    found = [*ROOT.glob("*/operations.py"), *ROOT.glob("*/operations/*.py"), *ROOT.glob("*/*/operations.py")]
    found += ROOT.glob("*/*/operations/*.py")
    no_acts = ("core", "throttling")  # the shape itself, and counts of tries, which are nobody's act
    return [path for path in found if path.name != "__init__.py" and path.parent.name not in no_acts]


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def is_operation(function: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "operation" for d in function.decorator_list)


def names_called(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls}


def reached(function: ast.FunctionDef, here: dict[str, ast.FunctionDef]) -> set[str]:
    """What `function` calls, itself or through other functions of its context's operations."""
    found, waiting = set(), [function]
    while waiting:
        new = names_called(waiting.pop()) - found
        found |= new
        waiting += [here[name] for name in new if name in here]
    return found


@functools.cache
def every_operation() -> frozenset[str]:
    return frozenset(
        function.name for path in operation_modules() for function in public_functions(path) if is_operation(function)
    )


@pytest.mark.parametrize("path", operation_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_operations_ask_a_policy_and_leave_an_audit_row(path: Path) -> None:
    rooms = path.parent.glob("*.py") if path.parent.name == "operations" else [path]
    bodies = (ast.parse(room.read_text()).body for room in rooms)
    here = {node.name: node for body in bodies for node in body if isinstance(node, ast.FunctionDef)}
    for function in filter(is_operation, public_functions(path)):
        called = reached(function, here)
        if called & every_operation():  # it writes through another operation, which leaves the row
            called.add("audit")
        for needed, why in (("require", "ask its policy"), ("audit", "leave an audit row")):
            assert needed in called, f"{path.name}: {function.name} does not {why}: call {needed}(...) in it"


def test_only_operations_write() -> None:
    """Views, queries and subscribers never save: what they change goes through an operation."""
    writers = {"save", "create", "bulk_create", "update", "delete", "bulk_update", "get_or_create", "update_or_create"}
    offenders = []
    readers = ("web/**/*.py", "api/**/*.py", "*/queries.py", "*/queries/*.py", "*/subscribers.py")
    for path in (path for pattern in readers for path in ROOT.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writers):
                continue
            chain = ast.unparse(node.func.value)
            if ".objects" in chain or chain.endswith((".all()", "_set")) or ".filter(" in chain:
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}")
    assert not offenders, f"these write outside an operation: {offenders}"
