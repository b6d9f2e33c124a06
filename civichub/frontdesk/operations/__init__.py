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
from civichub.frontdesk.operations.changing import change_counter, change_desk, make_key, remove_line, revoke_key
from civichub.frontdesk.operations.closing import close_past_days
from civichub.frontdesk.operations.hosts import call_to_host, end_with_host
from civichub.frontdesk.operations.nearing import note_who_is_near
from civichub.frontdesk.operations.passes import give_pass, sign_out
from civichub.frontdesk.operations.printing import ask_for_print, note_print
from civichub.frontdesk.operations.screens import note_screen_heard, watch_screens
from civichub.frontdesk.operations.serving import finish_visit, park_visit, pass_on, serve_next_service
from civichub.frontdesk.operations.setting_up import add_counter, add_line, set_up_desk, stand_at, step_away

__all__ = [
    "add_counter",
    "add_line",
    "answer_at_desk",
    "ask_for_print",
    "begin_with",
    "call_next",
    "call_to_host",
    "call_visitor",
    "change_counter",
    "change_desk",
    "close_past_days",
    "come_after_all",
    "end_with_host",
    "finish_visit",
    "give_pass",
    "leave_building",
    "make_key",
    "miss_call",
    "note_print",
    "note_screen_heard",
    "note_who_is_near",
    "park_visit",
    "pass_on",
    "put_visitor_back",
    "recall_visitor",
    "register_arrival",
    "remove_line",
    "resume_visit",
    "revoke_key",
    "serve_next_service",
    "set_up_desk",
    "sign_out",
    "stand_at",
    "step_away",
    "watch_screens",
]
