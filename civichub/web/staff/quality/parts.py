"""What several pages of quality show: their tabs, and a contact with what was said in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from civichub.feedback.quality.models import Review
from civichub.feedback.quality.queries.forms import parsed
from civichub.knowledge.queries import articles_of_service
from civichub.telephony.policies import may_hear_recordings
from civichub.telephony.queries import call_of_contact, recordings_of, what_happened
from civichub.web.staff.mail.asked import written_by_email
from civichub.web.ui.navigation import NavItem

SCORES, MANAGES, AUDITS = "quality.score", "quality.manage", "audit.view"
TABS = (
    ("My scores", "quality", ("contact.handle",)),
    ("To score", "quality-to-score", (SCORES,)),
    ("My people", "quality-team", (SCORES,)),
    ("Calibration", "calibrations", (SCORES,)),
    ("How contacts are chosen", "quality-draws", (SCORES, MANAGES, AUDITS)),
    ("Rules", "quality-rules", (MANAGES,)),
)


def tabs(user: Any, here: str) -> list[NavItem]:
    """The pages of quality that this person may open; nothing where there is only one."""
    seen = [(text, name) for text, name, powers in TABS if any(map(user.holds_anywhere, powers))]
    return [NavItem(text, reverse(name), name == here) for text, name in seen] if len(seen) > 1 else []


def evidence(contact: Any, user: Any, at: datetime) -> dict[str, Any]:
    """What can be heard and read of a contact, by whoever scores it: each part asks its own permission."""
    call = call_of_contact(contact.pk)
    heard = recordings_of(call) if call is not None and may_hear_recordings(user, call) else []
    service = contact.service_id
    return {
        "contact": contact,
        "call": call,
        "happened": what_happened(call) if call is not None else None,
        "recordings": heard,
        "written": written_by_email(contact, user),
        "articles": articles_of_service(service, contact.organisation_id, at) if service else [],
    }


def answers_of(review: Review) -> list[dict[str, Any]]:
    """A finished score by section: each question with its answer and remark."""
    form = parsed(review.form_version)
    score = form.score(review.answers)
    return [
        {
            "title": section.title,
            "percent": score.sections[section.key],
            "rows": [
                (question, question.label_of(review.answers.get(question.key, "")),
                 review.remarks.get(question.key, ""), question.key in score.failed)
                for question in section.questions
            ],
        }
        for section in form.sections
    ]  # fmt: skip


def band_of(review: Review) -> str:
    """What the score is called on its form."""
    return parsed(review.form_version).band_of(review.percent)
