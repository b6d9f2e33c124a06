"""From YAML text to a `ScoringForm`, or to every problem in it."""

from __future__ import annotations

from decimal import Decimal

from civichub.contacts.queries import channel_codes
from civichub.core.definitions.fields import Fields
from civichub.core.definitions.problems import DefinitionError, Place, Problem, Problems, did_you_mean
from civichub.core.definitions.reader import Mapping, Scalar, read
from civichub.feedback.quality.definition import Band, Level, Question, ScoringForm, Section

MOST_QUESTIONS = 100  # as many as the largest products allow; nobody answers so many with care
MOST_LEVELS = 9  # so that every answer has a key from 1 to 9
KINDS = ("yes_no", "scale")


def examine(text: str) -> tuple[ScoringForm | None, list[Problem]]:
    """The form in `text`, or None, and every problem by line. It is given only when there is no problem."""
    node, found = read(text)
    problems = Problems(found)
    if node is None:
        return None, problems.sorted()
    if not isinstance(node, Mapping):
        problems.add(node, "a scoring form is written as name: value lines", "start with scoring: and its name")
        return None, problems.sorted()
    fields = Fields(node, problems, "the scoring form")
    form = ScoringForm(
        key=fields.key("scoring"),
        title=fields.text("title", required=True, max_length=200),
        channels=_channels(fields),
        guidance=fields.text("guidance", max_length=1000),
        sections=tuple(_section(item) for item in fields.items("sections", "a section", required=True)),
        bands=tuple(_band(item) for item in fields.items("bands", "a band", required=True)),
    )
    fields.finish()
    _check(form, node, problems)
    return (None if problems.found else form), problems.sorted()


def parse_scoring_form(text: str) -> ScoringForm:
    """The form in `text`. Raises `DefinitionError`, which holds every problem."""
    form, problems = examine(text)
    if form is None:
        raise DefinitionError(problems)
    return form


def _channels(fields: Fields) -> tuple[str, ...]:
    found = []
    for item in fields.sequence("channels", required=True):
        name = item.text.strip() if isinstance(item, Scalar) else ""
        if name not in channel_codes():
            fields.problems.add(item, f'"{name}" is not a channel', did_you_mean(name, channel_codes()))
        found.append(name)
    return tuple(found)


def _section(fields: Fields) -> Section:
    section = Section(
        key=fields.key("section"),
        title=fields.text("title", required=True, max_length=100),
        questions=tuple(_question(item) for item in fields.items("questions", "a question", required=True)),
        place=fields.node,
    )
    fields.finish()
    return section


def _question(fields: Fields) -> Question:
    kind = fields.choice("answer", KINDS, default="yes_no")
    labels = fields.texts("levels") if kind == "scale" else ("No", "Yes")
    if kind == "scale" and not 2 <= len(labels) <= MOST_LEVELS:
        fields.problems.add(fields.place("levels"), f"a scale of {len(labels)} levels", f"name 2 to {MOST_LEVELS}")
    top = max(1, len(labels) - 1)
    question = Question(
        key=fields.key("question"),
        text=fields.text("text", required=True, max_length=200),
        help=fields.text("help", max_length=500),
        levels=tuple(Level(str(number), label, Decimal(number) / top) for number, label in enumerate(labels)),
        is_scale=kind == "scale",
        weight=fields.integer("weight", default=1, low=1, high=100) or 1,
        may_not_apply=fields.boolean("may_not_apply"),
        fails=fields.boolean("fails"),
        place=fields.node,
    )
    fields.finish()
    return question


def _band(fields: Fields) -> Band:
    band = Band(fields.integer("from", default=0, low=0, high=100) or 0, fields.text("label", required=True))
    fields.finish()
    return band


def _check(form: ScoringForm, node: Mapping, problems: Problems) -> None:
    for noun, items in (("section", form.sections), ("question", form.questions)):
        first: dict[str, Place] = {}
        for item in items:
            if item.key in first:
                message = f'the {noun} "{item.key}" is there twice; the first is on line {first[item.key].line}'
                problems.add(item.place, message, "give it another name")
            first.setdefault(item.key, item.place)
    if len(form.questions) > MOST_QUESTIONS:
        problems.add(node, f"there are {len(form.questions)} questions", f"keep to {MOST_QUESTIONS}")
    leasts = [band.least for band in form.bands]
    if leasts and (leasts[0] != 0 or leasts != sorted(set(leasts))):
        problems.add(node.get("bands") or node, "the bands do not rise from 0", "write them from: 0 upwards")
