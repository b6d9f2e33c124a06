"""One notice, one prompt, and an article with two versions and an advisor whom it did not help."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from civichub.catalogue.operations import NoticeWords, declare_notice
from civichub.core.clocks import london_date
from civichub.knowledge.operations import give_article_feedback, publish_article, write_article
from civichub.knowledge.operations.prompts import PromptText, write_prompt
from civichub.knowledge.wording import ArticleText


def values(found: Any, *, at: Any, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """What the addresses about notices, prompts and closed articles have in their braces."""
    world = found.world
    leader, manager, advisor = (world.fresh(who) for who in ("leader", "manager", "advisor"))
    words = NoticeWords(title="Burst main", text="No water.", ends_at=at + timedelta(days=2))
    notice = declare_notice(organisation=world.county, words=words, actor=leader, at=at)
    text = PromptText("a check", "they asked", "age == 65", world.services["pothole"], london_date(at))
    prompt = write_prompt(organisation=world.county, text=text, actor=manager, at=at)
    review = london_date(at + timedelta(days=60))
    draft = write_article(
        key="closing", organisation=world.county, keeper=manager, review_on=review, actor=manager, at=at,
        text=ArticleText(title="Closing", points="Ask"),
    )  # fmt: skip
    version = publish_article(version=draft, review_on=review, actor=manager, at=at)
    said = give_article_feedback(version=version, organisation=world.county, helped=False, actor=advisor, at=at)
    return {
        "staff/contacts/{reference}/prompts/": {"reference": contact.reference, "pk": str(prompt.pk)},
        "staff/contacts/{reference}/typed/": {"reference": contact.reference, "place": "notes"},
        "staff/notices/": {"pk": str(notice.pk)},
        "staff/prompts/": {"pk": str(prompt.pk)},
        "staff/knowledge/feedback/": {"pk": str(said.pk)},
        "staff/knowledge/{pk}/versions/": {"pk": str(version.article_id), "number": "1"},
    }
