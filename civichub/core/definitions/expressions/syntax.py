"""Text to a tree of frozen nodes, by precedence climbing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LENGTH = 500
MAX_TOKENS = 150
MAX_NESTING = 12
FUNCTIONS = {"age": 1, "days_since": 1, "days_until": 1, "count": 1, "lower": 1, "given": 1, "starts_with": 2,
             "least": 2, "most": 2, "parts": 2}  # fmt: skip


class ExpressionError(ValueError):
    """A condition that cannot be read. `offset` is the character, from 0, at which reading stopped."""

    def __init__(self, message: str, offset: int, fix: str = "") -> None:
        super().__init__(message)
        self.message, self.offset, self.fix = message, offset, fix


@dataclass(frozen=True)
class Literal:
    """A text, number, True, False or None; `is_money` marks an amount in pence."""

    value: str | int | float | bool | None
    offset: int
    is_money: bool = False


@dataclass(frozen=True)
class Name:
    """A dotted name such as ``answers.where``, ``organisation`` or ``today``."""

    path: tuple[str, ...]
    offset: int

    @property
    def dotted(self) -> str:
        """As written."""
        return ".".join(self.path)


@dataclass(frozen=True)
class ListOf:
    """``[a, b]``"""

    items: tuple[Tree, ...]
    offset: int


@dataclass(frozen=True)
class Not:
    """``not a``"""

    operand: Tree
    offset: int


@dataclass(frozen=True)
class Logic:
    """``a and b and c``, or the same with ``or``."""

    operator: str
    operands: tuple[Tree, ...]
    offset: int


@dataclass(frozen=True)
class Binary:
    """A comparison or a sum. `offset` is that of the operator."""

    operator: str
    left: Tree
    right: Tree
    offset: int


@dataclass(frozen=True)
class Call:
    """``age(answers.date_of_birth)``"""

    function: str
    arguments: tuple[Tree, ...]
    offset: int


Tree = Literal | Name | ListOf | Not | Logic | Binary | Call
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "not in"})


@dataclass(frozen=True)
class Expression:
    """A condition or sum that can be read. `names` holds every dotted name in it."""

    source: str
    tree: Tree
    names: frozenset[str]


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    offset: int


_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<money>£\d{1,9}(?:\.\d{2})?(?![\w.]))|(?P<number>\d{1,12}(?:\.\d{1,6})?(?![\w.]))"
    r"|(?P<text>\"[^\"]*\"|'[^']*')|(?P<name>[A-Za-z_][\w-]*(?<!-)(?:\.[A-Za-z_][\w-]*(?<!-))*)"
    r"|(?P<symbol>==|!=|<=|>=|[<>+*()\[\],-])"
)
_WORDS = frozenset({"and", "or", "not", "in"})
_CONSTANTS = {"true": True, "false": False, "nothing": None}
_SLIPS = {
    "=": ("a single = does not compare", "write =="),
    "&": ("& is not used here", "write and"),
    "|": ("| is not used here", "write or"),
    "!": ("! is not used here", "write not, or !="),
    "“": ("curly quotation marks are not read as quotes", 'use "straight" ones'),
    "”": ("curly quotation marks are not read as quotes", 'use "straight" ones'),
    "£": ("this amount cannot be read", "write it as £10 or £10.50"),
    '"': ("a quotation mark is never closed", "add the closing quotation mark"),
    "'": ("a quotation mark is never closed", "add the closing quotation mark"),
}


def parse(source: str) -> Expression:
    """Read a condition of at most 500 characters. Raises `ExpressionError` with the place and the fix."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(f"this condition has {len(source)} characters", MAX_LENGTH, f"shorten it to {MAX_LENGTH}")
    tokens = list(_tokens(source))
    if len(tokens) > MAX_TOKENS:
        raise ExpressionError(f"this condition has more than {MAX_TOKENS} words", 0, "split it")
    parser = _Parser(tokens, len(source))
    tree = parser.whole()
    return Expression(source, tree, frozenset(name.dotted for name in names_in(tree)))


def names_in(tree: Tree) -> Iterator[Name]:
    """Every name in `tree`, in order."""
    if isinstance(tree, Name):
        yield tree
    for child in children(tree):
        yield from names_in(child)


def children(tree: Tree) -> tuple[Tree, ...]:
    """The nodes directly under `tree`."""
    if isinstance(tree, ListOf):
        return tree.items
    if isinstance(tree, Not):
        return (tree.operand,)
    if isinstance(tree, Logic):
        return tree.operands
    if isinstance(tree, Binary):
        return (tree.left, tree.right)
    return tree.arguments if isinstance(tree, Call) else ()


def _tokens(source: str) -> Iterator[_Token]:
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            slip = _SLIPS.get(source[at], (f'"{source[at]}" cannot be used here', "remove it"))
            raise ExpressionError(slip[0], at, slip[1])
        kind, text = str(match.lastgroup), match[0]
        if kind == "name" and text in _WORDS:
            kind = "word"
        if kind != "space":
            yield _Token(kind, text, at)
        at = match.end()


class _Parser:
    def __init__(self, tokens: list[_Token], length: int) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0
        self.end = _Token("end", "", length)

    @property
    def token(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else self.end

    def take(self, *texts: str) -> _Token | None:
        token = self.token
        if token.kind in ("word", "symbol") and token.text in texts:
            self.at += 1
            return token
        return None

    def expect(self, text: str) -> None:
        if not self.take(text):
            found = f'before "{self.token.text}"' if self.token.text else "at the end"
            raise ExpressionError(f'"{text}" is missing {found}', self.token.offset, f"add {text}")

    def whole(self) -> Tree:
        if not self.tokens:
            raise ExpressionError("the condition is empty", 0, 'write one such as answers.where == "road"')
        tree = self.logic("or")
        if self.token.kind != "end":
            raise ExpressionError(
                f'"{self.token.text}" was not expected here', self.token.offset, "join two conditions with and, or"
            )
        return tree

    def logic(self, operator: str) -> Tree:
        start = self.token.offset
        below = self.negation if operator == "and" else lambda: self.logic("and")
        parts = [below()]
        while self.take(operator):
            parts.append(below())
        return parts[0] if len(parts) == 1 else Logic(operator, tuple(parts), start)

    def negation(self) -> Tree:
        token = self.take("not")
        if token is None:
            return self.comparison()
        with _Deeper(self):
            return Not(self.negation(), token.offset)

    def comparison(self) -> Tree:
        left = self.sum()
        token = self.take("==", "!=", "<", "<=", ">", ">=", "in", "not")
        if token is None:
            return left
        operator = token.text
        if operator == "not":
            self.expect("in")
            operator = "not in"
        tree = Binary(operator, left, self.sum(), token.offset)
        if self.token.text in ("==", "!=", "<", "<=", ">", ">="):
            raise ExpressionError("two comparisons follow each other", self.token.offset, "join them with and")
        return tree

    def sum(self) -> Tree:
        left = self.product()
        while token := self.take("+", "-"):
            left = Binary(token.text, left, self.product(), token.offset)
        return left

    def product(self) -> Tree:
        left = self.single()
        while token := self.take("*"):
            left = Binary("*", left, self.single(), token.offset)
        return left

    def single(self) -> Tree:
        token = self.token
        if self.take("("):
            with _Deeper(self):
                inner = self.logic("or")
            self.expect(")")
            return inner
        if self.take("["):
            return ListOf(self.listed("]"), token.offset)
        self.at += 1
        if token.kind == "number":
            return Literal(float(token.text) if "." in token.text else int(token.text), token.offset)
        if token.kind == "money":
            pounds, _, pence = token.text[1:].partition(".")
            return Literal(int(pounds) * 100 + int(pence or 0), token.offset, is_money=True)
        if token.kind == "text":
            return Literal(token.text[1:-1], token.offset)
        if token.kind == "name":
            return self.named(token)
        what = f'"{token.text}" cannot start a value' if token.text else "the condition stops too soon"
        raise ExpressionError(what, token.offset, "add a name, a number or a text in quotes")

    def named(self, token: _Token) -> Tree:
        if token.text.lower() in _CONSTANTS:
            return Literal(_CONSTANTS[token.text.lower()], token.offset)
        if not self.take("("):
            return Name(tuple(token.text.split(".")), token.offset)
        if token.text not in FUNCTIONS:
            listed = ", ".join(FUNCTIONS)
            raise ExpressionError(f'there is no function "{token.text}"', token.offset, f"use one of: {listed}")
        arguments = self.listed(")")
        if len(arguments) != FUNCTIONS[token.text]:
            wanted = FUNCTIONS[token.text]
            raise ExpressionError(
                f"{token.text}(…) takes {wanted} value{'s' * (wanted > 1)}, not {len(arguments)}",
                token.offset,
                "add or remove some",
            )
        return Call(token.text, arguments, token.offset)

    def listed(self, closing: str) -> tuple[Tree, ...]:
        items: list[Tree] = []
        with _Deeper(self):
            while not self.take(closing):
                if items:
                    self.expect(",")
                items.append(self.sum())
        return tuple(items)


class _Deeper:
    """Counts nesting, so that no condition can exhaust the stack."""

    def __init__(self, parser: _Parser) -> None:
        self.parser = parser

    def __enter__(self) -> None:
        self.parser.depth += 1
        if self.parser.depth > MAX_NESTING:
            raise ExpressionError(
                f"this is nested more than {MAX_NESTING} deep", self.parser.token.offset, "split the condition"
            )

    def __exit__(self, *_: object) -> None:
        self.parser.depth -= 1
