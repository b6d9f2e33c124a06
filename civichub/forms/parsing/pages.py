"""One page of a form, from its YAML."""

from __future__ import annotations

from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.fields import Fields
from civichub.core.definitions.reader import Mapping, Node, Scalar
from civichub.forms.definition import CHECK_ANSWERS, Jump, Note, Page
from civichub.forms.parsing.questions import read_question

NOTE_KINDS = ("text", "inset", "warning", "important")
MAX_QUESTIONS = 8


def read_page(fields: Fields, conditions: Conditions) -> Page:
    """The page in `fields`; faults go to the problems of `fields`."""
    key = fields.key("page")
    fields.what = f'page "{key}"'
    if key == CHECK_ANSWERS:
        fields.problems.add(fields.place("page"), f'"{key}" is made by itself', "give this page another name")
    page = Page(
        key=key,
        title=fields.text("title", required=True, max_length=200),
        place=fields.place("page"),
        intro=fields.text("intro"),
        only_when=conditions.read(fields, "only_when", scope=f"before:{key}"),
        questions=tuple(read_question(item, conditions) for item in fields.items("questions", "a question")),
        notes=tuple(_note(item, conditions, key) for item in fields.items("notes", "a note")),
        jumps=tuple(_jump(item, fields, conditions, key) for item in fields.sequence("next")),
    )
    fields.finish()
    if not (page.questions or page.intro or page.notes):
        fields.problems.add(page.place, f"{fields.what} asks and says nothing", "add questions: or intro:")
    if len(page.questions) > MAX_QUESTIONS:
        fields.problems.add(
            page.place,
            f"{fields.what} asks {len(page.questions)} questions",
            f"split it: at most {MAX_QUESTIONS} a page",
        )
    return page


def _note(fields: Fields, conditions: Conditions, page: str) -> Note:
    note = Note(
        text=fields.text("text", required=True),
        kind=fields.choice("kind", NOTE_KINDS, default="text"),
        when=conditions.read(fields, "when", scope=f"before:{page}"),
    )
    fields.finish()
    return note


def _jump(node: Node, fields: Fields, conditions: Conditions, page: str) -> Jump:
    if isinstance(node, Scalar):
        return Jump(_target(node.text.strip()), node)
    if not isinstance(node, Mapping):
        fields.problems.add(node, f'"next" of {fields.what} must name a page', "write next: and the page")
        return Jump(CHECK_ANSWERS, node)
    inner = Fields(node, fields.problems, f"a jump of {fields.what}")
    to, when = inner.text("to", required=True), conditions.read(inner, "when", scope=f"after:{page}")
    inner.finish()
    return Jump(_target(to), inner.place("to"), when)


def _target(name: str) -> str:
    return CHECK_ANSWERS if name == "end" else name
