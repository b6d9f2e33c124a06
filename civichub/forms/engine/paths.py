"""Which pages a set of answers leads through, which answers count, and where it stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from civichub.core.definitions.expressions import Expression, holds
from civichub.forms.definition import CHECK_ANSWERS, Eligibility, Form, Page, Question

Answers = Mapping[str, object]
Visit = Callable[[Page, Answers], Answers]


@dataclass(frozen=True)
class Step:
    """Where to go: a page's key or `CHECK_ANSWERS`; or nowhere, because of `refusal`."""

    page: str = ""
    refusal: Eligibility | None = None


@dataclass(frozen=True)
class Walk:
    """A way through a form. `answers` holds only those asked on the way; `incomplete`: pages still to answer."""

    pages: tuple[str, ...]
    answers: dict[str, object]
    incomplete: tuple[str, ...]
    refusal: Eligibility | None = None

    @property
    def is_complete(self) -> bool:
        """Every page on the way is answered and nothing refuses."""
        return not self.incomplete and self.refusal is None

    @property
    def open_pages(self) -> tuple[str, ...]:
        """The pages somebody may look at: up to and with the first that is not answered."""
        return self.pages[: self.pages.index(self.incomplete[0]) + 1] if self.incomplete else self.pages


def is_met(expression: Expression | None, form: Form, answers: Answers, today: date) -> bool:
    """Whether a condition holds; no condition always does."""
    if expression is None:
        return True
    return holds(expression, {"answers": answers, "organisation": form.organisation}, today=today)


def asked(form: Form, page: Page, answers: Answers, *, today: date) -> tuple[Question, ...]:
    """The questions of `page` that these answers call for."""
    return tuple(question for question in page.questions if is_met(question.only_when, form, answers, today))


def walk(form: Form, answers: Answers, *, today: date) -> Walk:
    """The way through `form` that `answers` lead. Each page sees only answers given on the way to it."""

    def pick(page: Page, before: Answers) -> Answers:
        found = dict(before)
        for question in page.questions:
            if question.key in answers and is_met(question.only_when, form, found, today):
                found[question.key] = answers[question.key]
        return found

    return walk_with(form, pick, today=today)


def walk_with(form: Form, visit: Visit, *, today: date) -> Walk:
    """As `walk`, where `visit(page, answers so far)` gives the answers after each page."""
    index = {page.key: number for number, page in enumerate(form.pages)}
    at, pages, incomplete = 0, list[str](), list[str]()
    kept: dict[str, object] = {}
    while at < len(form.pages):
        page = form.pages[at]
        if not is_met(page.only_when, form, kept, today):
            at += 1
            continue
        pages.append(page.key)
        kept = dict(visit(page, kept))
        if any(question.key not in kept for question in asked(form, page, kept, today=today)):
            incomplete.append(page.key)
        if refusal := _refusal(form, kept, today):
            return Walk(tuple(pages), kept, tuple(incomplete), refusal)
        target = next((jump.to for jump in page.jumps if is_met(jump.when, form, kept, today)), "")
        if target == CHECK_ANSWERS:
            break
        at = index[target] if target else at + 1
    return Walk(tuple(pages), kept, tuple(incomplete))


def _refusal(form: Form, kept: Answers, today: date) -> Eligibility | None:
    for check in form.eligibility:
        needed = {name.split(".")[1] for name in check.refuse_when.names if name.startswith("answers.")}
        if needed <= kept.keys() and is_met(check.refuse_when, form, kept, today):
            return check
    return None


def path(form: Form, answers: Answers, *, today: date) -> tuple[str, ...]:
    """The keys of the pages these answers lead through, in order."""
    return walk(form, answers, today=today).pages


def next_page(form: Form, answers: Answers, current: str, *, today: date) -> Step:
    """The step after `current`. Where `current` is not on the way (an abandoned branch), the first unanswered page."""
    way = walk(form, answers, today=today)
    if current in way.pages:
        after = way.pages.index(current) + 1
        if after < len(way.pages):
            return Step(way.pages[after])
        return Step(refusal=way.refusal) if way.refusal else Step(CHECK_ANSWERS)
    if way.incomplete:
        return Step(way.incomplete[0])
    return Step(refusal=way.refusal) if way.refusal else Step(CHECK_ANSWERS)


def previous_page(form: Form, answers: Answers, current: str, *, today: date) -> str:
    """The key of the page before `current` (or before `CHECK_ANSWERS`), or "" at the start."""
    pages = path(form, answers, today=today)
    if current == CHECK_ANSWERS:
        return pages[-1] if pages else ""
    return pages[pages.index(current) - 1] if current in pages[1:] else ""


def kept_answers(form: Form, answers: Answers, *, today: date) -> dict[str, object]:
    """The answers that count: those of abandoned branches are dropped."""
    return walk(form, answers, today=today).answers
