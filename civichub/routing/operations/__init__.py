"""The only writers of queues, work items, offers and seats."""

from civichub.routing.operations.alerts import acknowledge_alert, warn_of_screens, watch_queue
from civichub.routing.operations.booking import book_work
from civichub.routing.operations.hands import begin_wrap_up, finish_work, hand_back, return_to_work
from civichub.routing.operations.line import (
    abandon_work,
    change_needs,
    change_promise,
    move_work,
    place_work,
    pull_work,
    re_prioritise,
    retitle_work,
    withdraw_work,
)
from civichub.routing.operations.next_in_line import take_next
from civichub.routing.operations.offers import accept_offer, decline_offer, keep_line, miss_offer
from civichub.routing.operations.queues import (
    change_queue_state,
    define_queue,
    join_queue,
    join_queue_together,
    leave_queue,
)
from civichub.routing.operations.seats import (
    equip_seat,
    equip_seats,
    leave_seat,
    pause_seat,
    see_screens,
    sign_out,
    sit_down,
)
from civichub.routing.operations.waits import learn_waits, score_waits, tell_wait
from civichub.routing.operations.wall_keys import make_wall_key, note_wall_heard, withdraw_wall_key

__all__ = [
    "abandon_work",
    "accept_offer",
    "acknowledge_alert",
    "begin_wrap_up",
    "book_work",
    "change_needs",
    "change_promise",
    "change_queue_state",
    "decline_offer",
    "define_queue",
    "equip_seat",
    "equip_seats",
    "finish_work",
    "hand_back",
    "join_queue",
    "join_queue_together",
    "keep_line",
    "learn_waits",
    "leave_queue",
    "leave_seat",
    "make_wall_key",
    "miss_offer",
    "move_work",
    "note_wall_heard",
    "pause_seat",
    "place_work",
    "pull_work",
    "re_prioritise",
    "retitle_work",
    "return_to_work",
    "score_waits",
    "see_screens",
    "sign_out",
    "sit_down",
    "take_next",
    "tell_wait",
    "warn_of_screens",
    "watch_queue",
    "withdraw_wall_key",
    "withdraw_work",
]
