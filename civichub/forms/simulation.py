"""What a change to a form would have done to the people who have already answered it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from civichub.core.errors import Invalid
from civichub.forms.definition import Form, Question
from civichub.forms.engine import amount_due_pence, clean_answer, walk
from civichub.forms.engine.paths import Answers
from civichub.forms.engine.reading import Refused


@dataclass(frozen=True)
class Difference:
    """One case that the new version would have treated otherwise.

    `index` is its place among the answers given. `kind`: ``refused`` (the old one let it through), ``let_through`` (the
    old one refused it), ``other_pages``, ``answer_not_accepted``, ``asked_more`` (a required question it never met) or
    ``other_price``. `detail` says which, in a sentence.
    """

    index: int
    kind: str
    detail: str


def compare_versions(old: Form, new: Form, cases: Iterable[Answers], *, today: date) -> list[Difference]:
    """The differences between `old` and `new` for kept answers of real cases, in their order. `today` is for ages."""
    return [
        Difference(index, kind, detail)
        for index, answers in enumerate(cases)
        for kind, detail in _of_one(old, new, answers, today)
    ]


def _of_one(old: Form, new: Form, answers: Answers, today: date) -> Iterable[tuple[str, str]]:
    before, after = walk(old, answers, today=today), walk(new, answers, today=today)
    if after.refusal and not before.refusal:
        yield "refused", f"It would be refused: {after.refusal.title}."
        return
    if before.refusal and not after.refusal:
        yield "let_through", f"It would no longer be refused: {before.refusal.title}."
    if before.pages != after.pages:
        yield "other_pages", _pages(before.pages, after.pages)
    for page in sorted(set(after.incomplete) - set(before.incomplete), key=after.pages.index):
        yield "asked_more", f"It has no answer for page “{new.page(page).title}”."
    yield from _not_accepted(old, new, after.answers, today)
    prices = [_price(form, answers, today) for form in (old, new)]
    if prices[0] != prices[1]:
        yield "other_price", f"It would cost {prices[1]} instead of {prices[0]}."


def _pages(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    more = [page for page in after if page not in before]
    fewer = [page for page in before if page not in after]
    parts = [f"would meet {', '.join(more)}" if more else "", f"would not meet {', '.join(fewer)}" if fewer else ""]
    said = " and ".join(part for part in parts if part) or "would meet the same pages in another order"
    return f"It {said}."


def _not_accepted(old: Form, new: Form, answers: Mapping[str, object], today: date) -> Iterable[tuple[str, str]]:
    """Answers that today's rules take and the new ones do not; files and money are kept in a form not read again."""
    known = {question.key: question for question in old.questions}
    for question in new.questions:
        if question.key not in answers or question.type in ("file", "money"):
            continue
        try:
            clean_answer(question, answers[question.key], today=today)
        except Refused as error:
            if question.key in known and not _refuses(known[question.key], answers[question.key], today):
                yield "answer_not_accepted", f"{error.message} (question “{question.key}”)."


def _refuses(question: Question, answer: object, today: date) -> bool:
    try:
        clean_answer(question, answer, today=today)
    except Refused:
        return True
    return False


def _price(form: Form, answers: Answers, today: date) -> str:
    try:
        return f"£{amount_due_pence(form, answers, today=today) / 100:,.2f}"
    except Invalid:
        return "more than can be paid online"
