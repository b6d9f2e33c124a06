"""The value of an expression for given facts. Total: whatever the facts are, it returns and never raises."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from math import ceil

from civichub.core.definitions.expressions import syntax
from civichub.core.definitions.expressions.syntax import Expression, Tree

Value = object
_ORDER: dict[str, Callable[[object, object], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SUMS: dict[str, Callable[[float, float], float]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_CEILING = 10**15


def holds(expression: Expression, facts: Mapping[str, Value], *, today: date) -> bool:
    """Whether the condition is met. `facts` maps the first part of each name (``answers``) to its value or mapping."""
    return _truth(_value(expression.tree, facts, today))


def evaluate(expression: Expression, facts: Mapping[str, Value], *, today: date) -> Value:
    """The value: a bool, number (amounts in pence), text, list, or None for *nothing*."""
    return _value(expression.tree, facts, today)


def _truth(value: Value) -> bool:
    return value not in (None, False, "", 0) and value != [] and value != ()


def _value(tree: Tree, facts: Mapping[str, Value], today: date) -> Value:
    if isinstance(tree, syntax.Literal):
        return tree.value
    if isinstance(tree, syntax.Name):
        return _look_up(tree.path, facts, today)
    if isinstance(tree, syntax.ListOf):
        return [_value(item, facts, today) for item in tree.items]
    if isinstance(tree, syntax.Not):
        return not _truth(_value(tree.operand, facts, today))
    if isinstance(tree, syntax.Logic):
        found = (_truth(_value(part, facts, today)) for part in tree.operands)
        return all(found) if tree.operator == "and" else any(found)
    if isinstance(tree, syntax.Binary):
        return _binary(tree.operator, _value(tree.left, facts, today), _value(tree.right, facts, today))
    return _CALLS[tree.function]([_value(argument, facts, today) for argument in tree.arguments], today)


def _look_up(path: tuple[str, ...], facts: Mapping[str, Value], today: date) -> Value:
    if path == ("today",):
        return today.isoformat()
    found: Value = facts
    for part in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _binary(sign: str, left: Value, right: Value) -> Value:
    if sign in ("==", "!="):
        return (left == right) == (sign == "==")
    if sign in ("in", "not in"):
        return _contains(right, left) == (sign == "in")
    if sign in _ORDER:
        both_numbers = _is_number(left) and _is_number(right)
        both_texts = isinstance(left, str) and isinstance(right, str)
        return _ORDER[sign](left, right) if both_numbers or both_texts else False
    if not (_is_number(left) and _is_number(right)):
        return None
    result = _SUMS[sign](left, right)
    return result if abs(result) <= _CEILING else None


def _contains(whole: Value, part: Value) -> bool:
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    return isinstance(whole, list | tuple) and part in whole


def _as_date(value: Value) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _age(arguments: list[Value], today: date) -> Value:
    born = _as_date(arguments[0])
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _days_since(arguments: list[Value], today: date) -> Value:
    day = _as_date(arguments[0])
    return None if day is None else (today - day).days


def _days_until(arguments: list[Value], today: date) -> Value:
    day = _as_date(arguments[0])
    return None if day is None else (day - today).days


def _count(arguments: list[Value], today: date) -> Value:
    return len(arguments[0]) if isinstance(arguments[0], list | tuple) else int(_truth(arguments[0]))


def _lower(arguments: list[Value], today: date) -> Value:
    return arguments[0].lower() if isinstance(arguments[0], str) else None


def _given(arguments: list[Value], today: date) -> Value:
    return arguments[0] not in (None, "") and arguments[0] != []


def _starts_with(arguments: list[Value], today: date) -> Value:
    text, start = arguments
    return isinstance(text, str) and isinstance(start, str) and text.lower().startswith(start.lower())


def _least(arguments: list[Value], today: date) -> Value:
    return min(arguments) if all(_is_number(one) for one in arguments) else None


def _most(arguments: list[Value], today: date) -> Value:
    return max(arguments) if all(_is_number(one) for one in arguments) else None


def _parts(arguments: list[Value], today: date) -> Value:
    """How many parts of a size are in an amount, the last one begun counted whole: £1 for each £250 or part of it."""
    amount, size = arguments
    if not (isinstance(amount, int | float) and isinstance(size, int | float)) or size <= 0 or amount <= 0:
        return 0 if _is_number(amount) and _is_number(size) else None
    return ceil(amount / size)


_CALLS: dict[str, Callable[[list[Value], date], Value]] = {
    "age": _age,
    "days_since": _days_since,
    "days_until": _days_until,
    "count": _count,
    "lower": _lower,
    "given": _given,
    "starts_with": _starts_with,
    "least": _least,
    "most": _most,
    "parts": _parts,
}
