"""The parts of a form outside its pages: eligibility, payment, confirmation, variants."""

from __future__ import annotations

import re

from civichub.core.definitions.conditions import Conditions
from civichub.core.definitions.expressions import Kind
from civichub.core.definitions.fields import Fields, read_pounds
from civichub.core.definitions.problems import Problems, did_you_mean
from civichub.core.definitions.reader import Mapping, Scalar
from civichub.forms.definition import (
    MAX_PENCE,
    PLACEHOLDER,
    Confirmation,
    Eligibility,
    Form,
    Link,
    Payment,
    Variant,
    WorkingLine,
)
from civichub.forms.parsing.pages import read_page

MAX_PAGES = 80
_SAFE_LINK = re.compile(r"(https://|tel:|mailto:|/(?!/))[^\s\\]*\Z")


def read_form(node: Mapping, problems: Problems, conditions: Conditions) -> Form:
    """The form in `node`, with its references not yet checked."""
    fields = Fields(node, problems, "the form")
    form = Form(
        key=fields.key("form"),
        title=fields.text("title", required=True, max_length=200),
        intro=fields.text("intro"),
        you_will_need=fields.texts("you_will_need"),
        time_needed=fields.text("time_needed", max_length=100),
        eligibility=tuple(
            _eligibility(item, conditions) for item in fields.items("eligibility", "an eligibility check")
        ),
        pages=tuple(read_page(item, conditions) for item in fields.items("pages", "a page", required=True)),
        payment=_payment(fields.mapping("payment", what="the payment"), conditions),
        workings=tuple(_working(item, conditions) for item in fields.items("workings", "a line of the working")),
        declaration=fields.texts("declaration"),
        confirmation=_confirmation(fields),
        case_title=fields.text("case_title", max_length=200),
        urgent_when=conditions.read(fields, "urgent_when"),
        sensitive=fields.boolean("sensitive"),
        ask_equality_questions=fields.boolean("equality_questions"),
        procedure=fields.key("procedure", required=False),
        variants=tuple(_variant(item) for item in fields.items("variants", "a variant")),
    )
    fields.finish()
    if len(form.pages) > MAX_PAGES:
        problems.add(fields.place("pages"), f"there are {len(form.pages)} pages", f"keep to {MAX_PAGES}")
    _placeholders(form, fields)
    return form


def _placeholders(form: Form, fields: Fields) -> None:
    asked = {question.key for question in form.questions}
    for name in set(PLACEHOLDER.findall(form.case_title)) - asked:
        message = f'case_title uses "{{{name}}}", which is not a question'
        fields.problems.add(fields.place("case_title"), message, did_you_mean(name, asked))


def _eligibility(fields: Fields, conditions: Conditions) -> Eligibility:
    key = fields.key("check")
    fields.what = f'eligibility check "{key}"'
    condition = conditions.read(fields, "refuse_when")
    if condition is None and fields.node.get("refuse_when") is None:
        fields.problems.add(
            fields.node, f'{fields.what} has no "refuse_when"', "add the condition on which nobody can go on"
        )
    check = Eligibility(
        key=key,
        refuse_when=condition,  # None only together with a problem, and then no form is given out
        title=fields.text("title", required=True, max_length=200),
        text=fields.text("text", required=True),
        instead=fields.texts("instead"),
        place=fields.place("check"),
        links=tuple(_link(item) for item in fields.items("links", "a link")),
    )
    if not (check.instead or check.links):
        fields.problems.add(
            check.place, f"{fields.what} leaves people with nothing to do", "add instead: with what they can do"
        )
    fields.finish()
    return check


def _link(fields: Fields) -> Link:
    link = Link(fields.text("label", required=True, max_length=200), fields.text("url", required=True, max_length=500))
    if link.url and not _SAFE_LINK.match(link.url):
        fields.problems.add(
            fields.place("url"), f'"{link.url}" is not a safe address', "start it with https://, tel:, mailto: or /"
        )
    fields.finish()
    return link


def _working(fields: Fields, conditions: Conditions) -> WorkingLine:
    key = fields.key("line")
    fields.what = f'line "{key}"'
    value = conditions.read(fields, "value", scope=f"line:{key}", want=Kind.MONEY)
    if value is None and fields.node.get("value") is None:
        fields.problems.add(fields.node, f'{fields.what} has no "value"', "add a sum such as answers.pension - £10")
    line = WorkingLine(
        key=key,
        label=fields.text("label", required=True, max_length=200),
        value=value,  # None only together with a problem, and then no form is given out
        place=fields.place("line"),
        says=fields.text("says", max_length=600),
        source=fields.text("source", max_length=300),
        total=fields.boolean("total"),
        only_when=conditions.read(fields, "only_when"),
    )
    fields.finish()
    return line


def _payment(fields: Fields | None, conditions: Conditions) -> Payment | None:
    if fields is None:
        return None
    by_answer, table = _price_table(fields)
    payment = Payment(
        description=fields.text("description", required=True, max_length=255),
        place=fields.node,
        taken=fields.choice("taken", ("on_submit", "on_request"), default="on_submit"),
        fixed_pence=_price(fields, "amount"),
        by_answer=by_answer,
        table=table,
        computed=conditions.read(fields, "amount_computed", want=Kind.MONEY),
        only_when=conditions.read(fields, "only_when"),
        note=fields.text("note"),
    )
    ways = [name for name in ("amount", "amount_by_answer", "amount_computed") if fields.node.get(name) is not None]
    if len(ways) != 1:
        said = "has no amount" if not ways else f"has {len(ways)} amounts"
        fields.problems.add(
            fields.node, f"the payment {said}", "write one of amount, amount_by_answer and amount_computed"
        )
    fields.finish()
    return payment


def _price(fields: Fields, name: str) -> int | None:
    pence = fields.pounds(name)
    if pence is not None and not 0 < pence <= MAX_PENCE:
        fields.problems.add(fields.place(name), "this amount cannot be taken", "write an amount from £0.01 to £100,000")
    return pence


def _price_table(fields: Fields) -> tuple[str, tuple[tuple[str, int], ...]]:
    inner = fields.mapping("amount_by_answer", what="the price list")
    if inner is None:
        return "", ()
    answer, prices = inner.key("answer"), inner.raw("prices")
    inner.finish()
    if not isinstance(prices, Mapping):
        inner.problems.add(inner.place("prices"), "the price list has no prices", "add prices: with option: £10 lines")
        return answer, ()
    rows = []
    for name, value in prices.entries:
        pence = read_pounds(value, inner.problems, name.text) if isinstance(value, Scalar) else None
        if pence is not None:
            rows.append((name.text, pence))
    return answer, tuple(rows)


def _confirmation(fields: Fields) -> Confirmation:
    inner = fields.mapping("confirmation", what="the confirmation")
    if inner is None:
        fields.problems.add(
            fields.place("confirmation"), "the form has no confirmation", "say what happens next under confirmation:"
        )
        return Confirmation("", (), "")
    steps = inner.texts("next_steps")
    if not steps:
        inner.problems.add(inner.node, "the confirmation does not say what happens next", "add next_steps:")
    found = Confirmation(
        inner.text("title", required=True, max_length=200), steps, inner.text("you_will_hear", required=True)
    )
    inner.finish()
    return found


def _variant(fields: Fields) -> Variant:
    organisation = fields.key("organisation")
    fields.what = f'variant "{organisation}"'
    words = [
        (name, fields.text(name)) for name in ("title", "intro", "you_will_hear") if fields.node.get(name) is not None
    ]
    for group, kept in (("pages", ("title", "intro")), ("questions", ("label", "hint", "help"))):
        things = fields.mapping(group)
        for name in things.node.names() if things else ():
            inner = things.mapping(name.text, what=f"{group} {name.text} of {fields.what}")
            if inner:
                inner.known.update(kept)
                words += [
                    (f"{group}.{name.text}.{part}", inner.text(part))
                    for part in kept
                    if inner.node.get(part) is not None
                ]
                inner.finish()
    variant = Variant(organisation, fields.node, tuple(words), fields.texts("next_steps"), _price(fields, "amount"))
    fields.finish()
    return variant
