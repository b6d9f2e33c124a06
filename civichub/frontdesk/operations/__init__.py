"""The only writers of front desks, counters, visits and calls."""

from civichub.frontdesk.operations.arriving import answer_at_desk, come_after_all, leave_building, register_arrival
from civichub.frontdesk.operations.calling import (
    begin_with,
    call_next,
    call_visitor,
    miss_call,
    put_visitor_back,
    recall_visitor,
    resume_visit,
)
from civichub.frontdesk.operations.closing import close_past_days
from civichub.frontdesk.operations.serving import finish_visit, park_visit, pass_on, serve_next_service
from civichub.frontdesk.operations.setting_up import add_counter, add_line, set_up_desk, stand_at, step_away

__all__ = [
    "add_counter",
    "add_line",
    "answer_at_desk",
    "begin_with",
    "call_next",
    "call_visitor",
    "close_past_days",
    "come_after_all",
    "finish_visit",
    "leave_building",
    "miss_call",
    "park_visit",
    "pass_on",
    "put_visitor_back",
    "recall_visitor",
    "register_arrival",
    "resume_visit",
    "serve_next_service",
    "set_up_desk",
    "stand_at",
    "step_away",
]
