"""What can only be checked once the whole form is read: names that refer to each other, and that every path ends."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from civichub.core.definitions.conditions import Conditions, Types
from civichub.core.definitions.expressions import Kind, NameType
from civichub.core.definitions.problems import Place, Problems, did_you_mean
from civichub.forms.definition import CHECK_ANSWERS, Form, Page, Question

PARTS = {
    "name": frozenset({"first", "last"}),
    "address": frozenset({"uprn", "text", "postcode"}),
    "location": frozenset({"description", "latitude", "longitude", "uprn"}),
}
_KINDS = {
    "number": Kind.NUMBER,
    "money": Kind.MONEY,
    "date": Kind.DATE,
    "checkboxes": Kind.LIST,
    "file": Kind.LIST,
    "name": Kind.PARTS,
    "address": Kind.PARTS,
    "location": Kind.PARTS,
}


def check_form(form: Form, problems: Problems, conditions: Conditions) -> None:
    """Note every fault of `form` that lies between its parts."""
    _unique([(page.key, page.place) for page in form.pages], "page", problems)
    _unique([(question.key, question.place) for question in form.questions], "question", problems)
    _unique([(check.key, check.place) for check in form.eligibility], "eligibility check", problems)
    _unique([(line.key, line.place) for line in form.workings], "line", problems)
    _unique([(q.maps_to, q.place) for q in form.questions if q.maps_to], "use of maps_to", problems)
    _jumps(form, problems)
    _reachable(form, problems)
    conditions.check_all(functools.cache(lambda scope: _types(form, scope)))
    _payment(form, problems)
    _eligibility(form, problems)
    _variants(form, problems)


def _unique(named: Sequence[tuple[str, Place]], noun: str, problems: Problems) -> None:
    first: dict[str, int] = {}
    for name, place in named:
        if name and name in first:
            problems.add(
                place, f'the {noun} "{name}" is there twice; the first is on line {first[name]}', "give it another name"
            )
        first.setdefault(name, place.line)


def _jumps(form: Form, problems: Problems) -> None:
    order = {page.key: number for number, page in enumerate(form.pages)}
    for number, page in enumerate(form.pages):
        for position, jump in enumerate(page.jumps):
            if jump.to != CHECK_ANSWERS and jump.to not in order:
                message = f'page "{page.key}" jumps to "{jump.to}", which is not a page'
                problems.add(jump.place, message, did_you_mean(jump.to, [*order, "end"]))
            elif order.get(jump.to, len(order)) <= number:
                message = f'page "{page.key}" jumps back to "{jump.to}"'
                problems.add(jump.place, message, "jump forward only, so that every path ends")
            if jump.when is None and position < len(page.jumps) - 1:
                problems.add(
                    jump.place,
                    f'the jumps of page "{page.key}" after this one are never used',
                    "move this one to the end",
                )


def _reachable(form: Form, problems: Problems) -> None:
    """Pages no answers can lead to. Conditions count as possible: only certain faults are reported."""
    reached = {form.pages[0].key} if form.pages else set()
    for number, page in enumerate(form.pages):
        if page.key not in reached:
            problems.add(page.place, f'nothing leads to page "{page.key}"', "add a jump to it, or remove it")
            continue
        reached |= {jump.to for jump in page.jumps}
        goes_on = not any(jump.when is None for jump in page.jumps) or page.only_when is not None
        if goes_on and number + 1 < len(form.pages):
            reached.add(form.pages[number + 1].key)


def _types(form: Form, scope: str) -> Types:
    """The names a condition at `scope` may use: answers to questions asked before it, the organisation and today."""
    where, _, key = scope.partition(":")
    pages = list(form.pages)
    if where in ("before", "after"):
        index = next((number for number, page in enumerate(pages) if page.key == key), len(pages))
        asked = _questions(pages[: index + (where == "after")])
    elif where == "question":
        everything = _questions(pages)
        index = next((number for number, question in enumerate(everything) if question.key == key), len(everything))
        asked = everything[:index]
    else:
        asked = _questions(pages)
    return {
        **{f"answers.{question.key}": _type(question) for question in asked},
        **{f"lines.{line}": NameType(Kind.MONEY) for line in _lines_before(form, key if where == "line" else "")},
        "organisation": NameType(Kind.TEXT),
        "today": NameType(Kind.DATE),
    }


def _lines_before(form: Form, key: str) -> list[str]:
    lines = [line.key for line in form.workings]
    return lines[: lines.index(key)] if key in lines else []


def _questions(pages: list[Page]) -> list[Question]:
    return [question for page in pages for question in page.questions]


def _type(question: Question) -> NameType:
    kind = _KINDS.get(question.type, Kind.TEXT)
    return NameType(kind, question.option_values, PARTS.get(question.type, frozenset()))


def _payment(form: Form, problems: Problems) -> None:
    payment = form.payment
    if payment is None or not payment.by_answer:
        return
    choices = {
        question.key: question
        for question in form.questions
        if question.option_values and question.type != "checkboxes"
    }
    question = choices.get(payment.by_answer)
    if question is None:
        message = f'the price list goes by "{payment.by_answer}", which is not a question with one choice'
        problems.add(payment.place, message, did_you_mean(payment.by_answer, choices))
        return
    priced = {value for value, _ in payment.table}
    for value in sorted(question.option_values - priced):
        problems.add(payment.place, f'option "{value}" has no price', f"add {value}: to the prices, £0 if it is free")
    for value in sorted(priced - question.option_values):
        problems.add(
            payment.place,
            f'there is a price for "{value}", which is no option',
            did_you_mean(value, question.option_values),
        )


def _eligibility(form: Form, problems: Problems) -> None:
    for check in form.eligibility:
        if check.refuse_when is not None and not any(name.startswith("answers.") for name in check.refuse_when.names):
            problems.add(
                check.place, f'eligibility check "{check.key}" looks at no answer', "name an answer in refuse_when"
            )


def _variants(form: Form, problems: Problems) -> None:
    known = {"pages": {page.key for page in form.pages}, "questions": {question.key for question in form.questions}}
    for variant in form.variants:
        for path, _ in variant.words:
            group, _, rest = path.partition(".")
            name = rest.partition(".")[0]
            if name and name not in known[group]:
                message = f'variant "{variant.organisation}" changes {group} "{name}", which does not exist'
                problems.add(variant.place, message, did_you_mean(name, known[group]))
