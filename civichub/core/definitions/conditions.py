"""Conditions inside a definition: read where they stand, checked once every name is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from civichub.core.definitions.expressions import Expression, ExpressionError, Kind, NameType, check, parse
from civichub.core.definitions.fields import Fields
from civichub.core.definitions.problems import Place, Problems
from civichub.core.definitions.reader import Scalar

Types = Mapping[str, NameType]


@dataclass
class Conditions:
    """Reads conditions from fields and keeps them with their place until `check_all`."""

    problems: Problems
    waiting: list[tuple[Scalar, Expression, Kind, str]] = field(default_factory=list)

    def read(self, fields: Fields, name: str, *, scope: str = "", want: Kind = Kind.TRUTH) -> Expression | None:
        """The condition called `name`, or None where absent or unreadable. `scope` goes to `check_all`'s `types`."""
        node = fields.raw(name)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.problems.add(
                node, f'"{name}" of {fields.what} must be a condition', 'write one such as answers.where == "road"'
            )
            return None
        try:
            expression = parse(node.text.strip())
        except ExpressionError as error:
            self._note(node, error)
            return None
        self.waiting.append((node, expression, want, scope))
        return expression

    def check_all(self, types: Callable[[str], Types]) -> None:
        """Note the faults of every condition read, where `types(scope)` gives the names it may use."""
        for node, expression, want, scope in self.waiting:
            for error in check(expression, types(scope), want=want):
                self._note(node, error)

    def _note(self, node: Scalar, error: ExpressionError) -> None:
        column = node.column + error.offset + node.quoted
        self.problems.add(Place(node.line, column), error.message, error.fix)
