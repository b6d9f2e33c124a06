"""What this context holds on a person: how contacts with them were scored. It is about them too, as the contact is."""

from __future__ import annotations

from collections.abc import Iterator

from civichub.core.clocks import LONDON
from civichub.core.held import Held, Sought, lines
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.queries.forms import parsed


def held(sought: Sought) -> Iterator[Held]:
    """Each finished score of a contact of the person. They say how staff work, so words find none."""
    if sought.words:
        return
    found = Review.objects.filter(
        organisation__in=sought.organisations, contact__customer__in=sought.customer_ids, finished_at__isnull=False,
        **sought.times("finished_at"),
    )  # fmt: skip
    for review in found.select_related("contact", "form_version", "person", "scorer").order_by("finished_at", "pk"):
        began = review.contact.started_at.astimezone(LONDON)
        title = f"Score of the contact on {began:%-d %B %Y at %H:%M}"
        assert review.finished_at is not None
        yield Held(f"quality.review:{review.pk}", title, review.finished_at, review.organisation_id, _text(review),
                   customer_id=review.contact.customer_id)  # fmt: skip


def _text(review: Review) -> str:
    form = parsed(review.form_version)
    said = []
    for question in form.questions:
        answer, remark = question.label_of(review.answers.get(question.key, "")), review.remarks.get(question.key, "")
        said.append((question.text, f"{answer}. {remark}" if remark else answer))
    return lines(
        ("Contact handled by", review.person), ("Scored by", review.scorer), ("Form", form.title),
        ("Score", f"{review.percent} per cent"), *said, ("On the whole", review.summary),
        ("What the person scored said", review.comment), ("Why they disputed it", review.disputed_why),
    )  # fmt: skip
