"""The only writers of quality."""

from civichub.feedback.quality.operations.calibrating import agree_calibration, begin_calibration, compare_calibration
from civichub.feedback.quality.operations.choosing import ask_for_score, draw_contacts, keep_rule
from civichub.feedback.quality.operations.coaching import close_coaching, read_coaching, say_done, write_coaching
from civichub.feedback.quality.operations.forms import (
    copy_scoring_form_version,
    load_library,
    publish_scoring_form_version,
    save_scoring_form_draft,
    withdraw_scoring_form_version,
)
from civichub.feedback.quality.operations.scoring import (
    comment_score,
    dispute_score,
    finish_score,
    keep_answers,
    read_score,
    set_aside_score,
)

__all__ = [
    "agree_calibration",
    "ask_for_score",
    "begin_calibration",
    "close_coaching",
    "comment_score",
    "compare_calibration",
    "copy_scoring_form_version",
    "dispute_score",
    "draw_contacts",
    "finish_score",
    "keep_answers",
    "keep_rule",
    "load_library",
    "publish_scoring_form_version",
    "read_coaching",
    "read_score",
    "save_scoring_form_draft",
    "say_done",
    "set_aside_score",
    "withdraw_scoring_form_version",
    "write_coaching",
]
