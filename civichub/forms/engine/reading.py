"""Reading what was typed or sent: text through the one gate, parts by name, and the error that refuses an answer."""

from __future__ import annotations

from collections.abc import Mapping

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.forms.definition import Question


class Refused(ValueError):
    """An answer that cannot be kept. `part` names the box, for answers with several."""

    def __init__(self, code: str, message: str, part: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.part = code, message, part


def about(question: Question) -> str:
    """What a message calls the answer: the form's own short words, else the label in quotes."""
    return question.short or f"an answer to “{question.label}”"


def capital(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def read_text(raw: object, question: Question, *, limit: int, lines: bool = False, part: str = "") -> str:
    """`raw` as text fit to store. Raises `Refused` for a wrong kind of value, an unreadable character, or too much."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | None):
        raise Refused("invalid", f"{capital(about(question))} must be text", part)
    try:
        text = clean_text("" if raw is None else str(raw), field=question.key, max_length=10**6, lines=lines)
    except Invalid as error:
        raise Refused("unreadable", error.message, part) from error
    if len(text) > limit:
        over = f"{capital(about(question))} must be {limit:,} characters or fewer; it has {len(text):,}"
        raise Refused("too_long", over, part)
    return text


def parts_of(raw: object, question: Question, *, alone: str = "") -> Mapping[str, object]:
    """`raw` as named parts. A bare text becomes the part called `alone`, where there is one."""
    if isinstance(raw, Mapping):
        return raw
    if raw in (None, ""):
        return {}
    if alone and isinstance(raw, str):
        return {alone: raw}
    raise Refused("invalid", f"{capital(about(question))} must have its parts named")
