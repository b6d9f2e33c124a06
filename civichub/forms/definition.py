"""A form, once read: frozen, with every reference known to be good. Made by `forms.parsing`, run by `forms.engine`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from civichub.core.definitions.expressions import Expression
from civichub.core.definitions.problems import Place

T = TypeVar("T")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
CHECK_ANSWERS = "check-answers"
MAX_PENCE = 10_000_000
"""GOV.UK Pay takes at most £100,000 in one payment (its documentation, "amount")."""

QUESTION_TYPES = (
    "text",
    "long_text",
    "name",
    "email",
    "phone",
    "postcode",
    "address",
    "location",
    "date",
    "number",
    "money",
    "nino",
    "radio",
    "checkboxes",
    "select",
    "yes_no",
    "file",
    "declaration",
)
CHOICE_TYPES = frozenset({"radio", "checkboxes", "select"})
TEXT_FORMATS = {
    "vehicle_registration": r"[A-Z0-9]{2,8}",
    "digits": r"[0-9]+",
    "letters_and_digits": r"[A-Za-z0-9]+",
}
FILE_TYPES = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "png": ("image/png",),
    "heic": ("image/heic", "image/heif"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "odt": ("application/vnd.oasis.opendocument.text",),
    "wav": ("audio/wav",),
}
FACTS = {
    "customer.name": ("name", "text"),
    "customer.email": ("email",),
    "customer.phone": ("phone",),
    "customer.date_of_birth": ("date",),
    "customer.address": ("address", "postcode"),
    "customer.nino": ("nino",),
    "customer.preferred_channel": ("radio", "select"),
    "customer.language": ("text", "radio", "select"),
    "customer.needs": ("text", "long_text", "checkboxes"),
    "subject.name": ("name", "text"),
    "subject.date_of_birth": ("date",),
    "subject.address": ("address", "postcode"),
    "case.location": ("location", "address"),
    "case.title": ("text",),
    "case.description": ("long_text", "text"),
    "case.occurred_on": ("date",),
    "case.requested_for": ("date",),
    "case.about": ("text",),
}


@dataclass(frozen=True)
class Option:
    """One choice. `value` is stored, `label` is read."""

    value: str
    label: str
    hint: str = ""
    exclusive: bool = False


@dataclass(frozen=True)
class AlsoMaps:
    """A further fact that an answer gives where `when` holds, unless another question gives it already."""

    fact: str
    when: Expression | None


@dataclass(frozen=True)
class Question:
    """One thing asked. Limits that do not belong to its type are None."""

    key: str
    type: str
    label: str
    place: Place = field(compare=False, repr=False)
    short: str = ""
    hint: str = ""
    help: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    only_when: Expression | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    unit: str = ""
    text_format: str = ""
    past_only: bool = False
    future_only: bool = False
    earliest: str = ""
    latest: str = ""
    file_types: tuple[str, ...] = ()
    max_megabytes: int = 10
    max_files: int = 1
    maps_to: str = ""
    also_maps_to: tuple[AlsoMaps, ...] = ()
    autocomplete: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    in_summary: bool = True

    @property
    def option_values(self) -> frozenset[str]:
        """What a choice may be stored as; empty for other types."""
        return frozenset({"yes", "no"} if self.type == "yes_no" else (option.value for option in self.options))

    def error(self, code: str) -> str:
        """The form's own sentence for a fault, or ""."""
        return dict(self.errors).get(code, "")


@dataclass(frozen=True)
class Note:
    """Words to read, shown where `when` holds. `kind`: text, inset, warning or important."""

    text: str
    kind: str = "text"
    when: Expression | None = None


@dataclass(frozen=True)
class Jump:
    """Go to page `to` (or `CHECK_ANSWERS`) where `when` holds; no `when`: always."""

    to: str
    place: Place = field(compare=False, repr=False)
    when: Expression | None = None


@dataclass(frozen=True)
class Page:
    """One question, or a small group that belongs together."""

    key: str
    title: str
    place: Place = field(compare=False, repr=False)
    questions: tuple[Question, ...] = ()
    intro: str = ""
    notes: tuple[Note, ...] = ()
    only_when: Expression | None = None
    jumps: tuple[Jump, ...] = ()


@dataclass(frozen=True)
class Link:
    """Where to go instead: words and an address (https, tel, mailto, or a path of this site)."""

    label: str
    url: str


@dataclass(frozen=True)
class Eligibility:
    """The words "You cannot apply because…", said on the first page after which it is known to be true."""

    key: str
    refuse_when: Expression
    title: str
    text: str
    instead: tuple[str, ...]
    place: Place = field(compare=False, repr=False)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Payment:
    """What is to be paid, in pence: `fixed_pence`, or by the value of an answer, or computed. `taken`: see below.

    `on_submit`: the resident pays before the form is sent. `on_request`: staff send a link later in the case.
    """

    description: str
    place: Place = field(compare=False, repr=False)
    taken: str = "on_submit"
    fixed_pence: int | None = None
    by_answer: str = ""
    table: tuple[tuple[str, int], ...] = ()
    computed: Expression | None = None
    only_when: Expression | None = None
    note: str = ""


@dataclass(frozen=True)
class WorkingLine:
    """One line of arithmetic that the form does: an amount of money from answers and from the lines before it.

    `says` explains it in a sentence and `source` names its rule. `total`: this is what it comes to.
    """

    key: str
    label: str
    value: Expression
    place: Place = field(compare=False, repr=False)
    says: str = ""
    source: str = ""
    total: bool = False
    only_when: Expression | None = None


@dataclass(frozen=True)
class Confirmation:
    """The last page: what happens next, and when the resident will hear."""

    title: str
    next_steps: tuple[str, ...]
    you_will_hear: str


@dataclass(frozen=True)
class Variant:
    """One organisation's own words (and price): a path such as ``questions.size.hint``, and what to say there."""

    organisation: str
    place: Place = field(compare=False, repr=False)
    words: tuple[tuple[str, str], ...] = ()
    next_steps: tuple[str, ...] = ()
    fixed_pence: int | None = None


@dataclass(frozen=True)
class Form:
    """A whole form. `organisation` is set by `engine.for_organisation`, and is "" before."""

    key: str
    title: str
    pages: tuple[Page, ...]
    confirmation: Confirmation
    intro: str = ""
    you_will_need: tuple[str, ...] = ()
    time_needed: str = ""
    eligibility: tuple[Eligibility, ...] = ()
    payment: Payment | None = None
    workings: tuple[WorkingLine, ...] = ()
    declaration: tuple[str, ...] = ()
    case_title: str = ""
    urgent_when: Expression | None = None
    sensitive: bool = False
    ask_equality_questions: bool = False
    procedure: str = ""
    variants: tuple[Variant, ...] = ()
    organisation: str = ""

    def page(self, key: str) -> Page:
        """The page called `key`. Raises `KeyError`."""
        return _first((page for page in self.pages if page.key == key), key)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of every page, in order."""
        return tuple(question for page in self.pages for question in page.questions)

    def question(self, key: str) -> Question:
        """The question called `key`. Raises `KeyError`."""
        return _first((question for question in self.questions if question.key == key), key)

    def page_of(self, question_key: str) -> Page:
        """The page that asks `question_key`. Raises `KeyError`."""
        asked = (page for page in self.pages if any(question.key == question_key for question in page.questions))
        return _first(asked, question_key)


def _first(found: Iterator[T], key: str) -> T:
    for item in found:
        return item
    raise KeyError(key)
