"""The only writers of knowledge."""

from civichub.knowledge.operations.articles import (
    begin_article_draft,
    change_article,
    confirm_article,
    make_article_variant,
    publish_article,
    save_article_draft,
    withdraw_article,
    write_article,
)
from civichub.knowledge.operations.gaps import answer_feedback, give_article_feedback, note_missed_search, settle_gap

__all__ = [
    "answer_feedback",
    "begin_article_draft",
    "change_article",
    "confirm_article",
    "give_article_feedback",
    "make_article_variant",
    "note_missed_search",
    "publish_article",
    "save_article_draft",
    "settle_gap",
    "withdraw_article",
    "write_article",
]
