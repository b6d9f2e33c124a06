"""Faults in a condition that show before anybody answers: unknown names, options that do not exist, wrong kinds."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from civichub.core.definitions.expressions import syntax
from civichub.core.definitions.expressions.syntax import Expression, ExpressionError, Tree
from civichub.core.definitions.problems import did_you_mean


class Kind(enum.Enum):
    """What sort of value a name holds; the value is how it is called in a message."""

    TEXT = "a text"
    NUMBER = "a number"
    MONEY = "an amount of money"
    DATE = "a date"
    LIST = "a list"
    TRUTH = "true or false"
    PARTS = "an answer with several parts"
    ANY = "anything"


@dataclass(frozen=True)
class NameType:
    """The kind of a name's value, the only values it can take (empty: any), and its parts, if it has some."""

    kind: Kind
    options: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


_ORDERED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.DATE})
_WANTS: dict[str, tuple[Kind, ...]] = {
    "age": (Kind.DATE,),
    "days_since": (Kind.DATE,),
    "days_until": (Kind.DATE,),
    "lower": (Kind.TEXT,),
    "starts_with": (Kind.TEXT, Kind.TEXT),
}
_GIVES = {
    "age": Kind.NUMBER,
    "days_since": Kind.NUMBER,
    "days_until": Kind.NUMBER,
    "count": Kind.NUMBER,
    "lower": Kind.TEXT,
    "given": Kind.TRUTH,
    "starts_with": Kind.TRUTH,
    "least": Kind.ANY,
    "most": Kind.ANY,
    "parts": Kind.NUMBER,
}


def check(expression: Expression, types: Mapping[str, NameType], *, want: Kind = Kind.TRUTH) -> list[ExpressionError]:
    """Every fault of `expression` where the names in `types` are all there are. `want` is the kind it must give."""
    checker = _Checker(types)
    found = checker.kind(expression.tree)
    if want is not found and Kind.ANY not in (want, found) and not checker.errors:
        checker.wrong_result(expression.tree, want, found)
    return checker.errors


class _Checker:
    def __init__(self, types: Mapping[str, NameType]) -> None:
        self.types, self.errors = types, list[ExpressionError]()

    def note(self, message: str, tree: Tree, fix: str) -> None:
        self.errors.append(ExpressionError(message, tree.offset, fix))

    def wrong_result(self, tree: Tree, want: Kind, found: Kind) -> None:
        fix = f"write something that gives {want.value}"
        if want is Kind.TRUTH and isinstance(tree, syntax.Name):
            options = sorted(self.type_of(tree).options)
            fix = f'compare it, as in {tree.dotted} == "{options[0]}"' if options else f"write given({tree.dotted})"
        self.note(f"this gives {found.value}, where {want.value} is needed", tree, fix)

    def type_of(self, name: syntax.Name) -> NameType:
        if name.dotted in self.types:
            return self.types[name.dotted]
        parent = self.types.get(".".join(name.path[:-1]))
        if parent is not None and name.path[-1] in parent.parts:
            return NameType(Kind.TEXT)
        return NameType(Kind.ANY)

    def kind(self, tree: Tree) -> Kind:
        if isinstance(tree, syntax.Name):
            return self._name(tree)
        if isinstance(tree, syntax.Literal):
            return _literal_kind(tree)
        if isinstance(tree, syntax.Binary):
            return self._binary(tree)
        if isinstance(tree, syntax.Call):
            return self._call(tree)
        kinds = [self.kind(child) for child in syntax.children(tree)]
        if isinstance(tree, syntax.ListOf):
            return Kind.LIST
        for child, found in zip(syntax.children(tree), kinds, strict=True):
            if found not in (Kind.TRUTH, Kind.ANY):
                self.wrong_result(child, Kind.TRUTH, found)
        return Kind.TRUTH

    def _name(self, name: syntax.Name) -> Kind:
        if name.dotted in self.types:
            return self.types[name.dotted].kind
        parent = self.types.get(".".join(name.path[:-1]))
        if parent is not None:
            if name.path[-1] in parent.parts:
                return Kind.TEXT
            self.note(
                f'"{".".join(name.path[:-1])}" has no part "{name.path[-1]}"',
                name,
                did_you_mean(name.path[-1], parent.parts),
            )
            return Kind.ANY
        prefix = f"{name.path[0]}."
        shorter = {known.removeprefix(prefix) for known in self.types if known.startswith(prefix)}
        if len(name.path) > 1 and shorter:
            self.note(
                f'there is no answer "{name.dotted.removeprefix(prefix)}"', name, did_you_mean(name.path[1], shorter)
            )
        elif f"answers.{name.dotted}" in self.types:
            self.note(f'"{name.dotted}" is not known', name, f"write answers.{name.dotted}")
        else:
            self.note(f'"{name.dotted}" is not known', name, did_you_mean(name.dotted, self.types))
        return Kind.ANY

    def _binary(self, tree: syntax.Binary) -> Kind:
        left, right = self.kind(tree.left), self.kind(tree.right)
        if tree.operator in ("+", "-", "*"):
            return self._sum(tree, left, right)
        self._options(tree)
        if tree.operator in ("in", "not in"):
            if right not in (Kind.LIST, Kind.TEXT, Kind.ANY):
                self.note(f"{right.value} cannot contain anything", tree, 'write in ["one", "two"]')
        elif tree.operator in ("<", "<=", ">", ">="):
            self._order(tree, left, right)
        elif Kind.LIST in (left, right) and not {left, right} & {Kind.ANY} and left is not right:
            self.note("a list is never equal to one value", tree, 'write "value" in answers.name')
        elif not _comparable(tree, left, right):
            self.note(f"{left.value} is compared with {right.value}", tree, "make both sides the same kind")
        return Kind.TRUTH

    def _order(self, tree: syntax.Binary, left: Kind, right: Kind) -> None:
        for kind in (left, right):
            if kind not in _ORDERED | {Kind.ANY, Kind.TEXT}:
                self.note(f"{kind.value} has no order", tree, "use count(…) of a list, or compare with ==")
                return
        if not _comparable(tree, left, right):
            fix = (
                "write the amount with a pound sign, such as £10"
                if Kind.MONEY in (left, right)
                else "make both sides the same kind"
            )
            self.note(f"{left.value} is compared with {right.value}", tree, fix)

    def _sum(self, tree: syntax.Binary, left: Kind, right: Kind) -> Kind:
        for kind in (left, right):
            if kind not in (Kind.NUMBER, Kind.MONEY, Kind.ANY):
                self.note(f"{kind.value} cannot be part of a sum", tree, "use numbers or amounts")
                return Kind.ANY
        if tree.operator == "*":
            if left is right is Kind.MONEY:
                self.note("two amounts of money cannot be multiplied", tree, "multiply an amount by a number")
            return Kind.MONEY if Kind.MONEY in (left, right) else Kind.NUMBER
        if left is not right and Kind.ANY not in (left, right):
            self.note("an amount of money and a number are added", tree, "write both as amounts, such as £10")
        return Kind.MONEY if Kind.MONEY in (left, right) else left

    def _call(self, tree: syntax.Call) -> Kind:
        kinds = [self.kind(argument) for argument in tree.arguments]
        for kind, wanted in zip(kinds, _WANTS.get(tree.function, ()), strict=False):
            if kind not in (wanted, Kind.ANY) and not (wanted is Kind.DATE and kind is Kind.TEXT):
                self.note(f"{tree.function}(…) needs {wanted.value}, not {kind.value}", tree, "use another answer")
        return _GIVES[tree.function]

    def _options(self, tree: syntax.Binary) -> None:
        """A text compared with a choice must be one of its options, or the condition can never hold."""
        for name, literal in _pairs(tree):
            options = self.type_of(name).options
            if options and isinstance(literal.value, str) and literal.value not in options:
                message = f'"{literal.value}" is not an option of "{name.path[-1]}"'
                self.errors.append(ExpressionError(message, literal.offset, did_you_mean(literal.value, options)))


def _pairs(tree: syntax.Binary) -> Iterator[tuple[syntax.Name, syntax.Literal]]:
    sides: list[tuple[Tree, Callable[[], Tree]]] = [(tree.left, lambda: tree.right), (tree.right, lambda: tree.left)]
    for side, other in sides:
        if isinstance(side, syntax.Name):
            across = other()
            for literal in across.items if isinstance(across, syntax.ListOf) else (across,):
                if isinstance(literal, syntax.Literal):
                    yield side, literal


def _literal_kind(tree: syntax.Literal) -> Kind:
    if tree.value is None:
        return Kind.ANY
    if isinstance(tree.value, bool):
        return Kind.TRUTH
    if isinstance(tree.value, str):
        return Kind.TEXT
    return Kind.MONEY if tree.is_money else Kind.NUMBER


def _comparable(tree: syntax.Binary, left: Kind, right: Kind) -> bool:
    if left is right or Kind.ANY in (left, right):
        return True
    return {left, right} == {Kind.DATE, Kind.TEXT}
