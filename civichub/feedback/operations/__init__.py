"""The only writers of feedback and of what was learnt from it."""

from civichub.feedback.operations.learning import (
    Found,
    add_learning_action,
    check_learning_action,
    finish_learning_action,
    record_finding,
)
from civichub.feedback.operations.pages import MOST_WORDS, add_words_to_feedback, record_page_feedback

__all__ = [
    "MOST_WORDS",
    "Found",
    "add_learning_action",
    "add_words_to_feedback",
    "check_learning_action",
    "finish_learning_action",
    "record_finding",
    "record_page_feedback",
]
