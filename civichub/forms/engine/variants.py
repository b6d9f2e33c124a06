"""A form in one organisation's words."""

from __future__ import annotations

from dataclasses import replace

from civichub.forms.definition import Form, Variant


def for_organisation(form: Form, organisation: str) -> Form:
    """`form` as the organisation with this key shows it: its own words and price, the same questions."""
    form = replace(form, organisation=organisation)
    variant = next((found for found in form.variants if found.organisation == organisation), None)
    return form if variant is None else _apply(form, variant)


def _apply(form: Form, variant: Variant) -> Form:
    words = dict(variant.words)
    confirmation = replace(
        form.confirmation,
        next_steps=variant.next_steps or form.confirmation.next_steps,
        you_will_hear=words.get("you_will_hear", form.confirmation.you_will_hear),
    )
    payment = form.payment
    if payment is not None and variant.fixed_pence is not None:
        payment = replace(payment, fixed_pence=variant.fixed_pence, by_answer="", table=(), computed=None)
    pages = tuple(
        replace(
            page,
            **_changed(words, "pages", page.key),
            questions=tuple(
                replace(question, **_changed(words, "questions", question.key)) for question in page.questions
            ),
        )
        for page in form.pages
    )
    top = {name: words[name] for name in ("title", "intro") if name in words}
    return replace(form, **top, confirmation=confirmation, payment=payment, pages=pages)


def _changed(words: dict[str, str], group: str, key: str) -> dict[str, str]:
    prefix = f"{group}.{key}."
    return {path.removeprefix(prefix): text for path, text in words.items() if path.startswith(prefix)}
