"""The only writers of calls, lines, telephones and recordings."""

from civichub.telephony.operations.by_name import ask_by_name
from civichub.telephony.operations.calls import begin_call, end_call, keep_step, lose_call, note_fact
from civichub.telephony.operations.desk import (
    free_advisor,
    give_back_call,
    keep_place_of_call,
    line_up_call,
    miss_call,
    order_call,
    pass_on_call,
    put_call_first,
    settle_order,
    take_call,
    wrap_up_call,
)
from civichub.telephony.operations.interpreters import keep_interpreter
from civichub.telephony.operations.outgoing import ring_out
from civichub.telephony.operations.payments import note_payment
from civichub.telephony.operations.recordings import (
    forget_recording,
    hold_recording,
    keep_message,
    keep_recording,
)
from civichub.telephony.operations.sentences import (
    bring_back_sentence,
    forget_sentences,
    record_sentence,
    remove_sentence,
)
from civichub.telephony.operations.setting_up import (
    give_handset,
    open_phone,
    see_telephones,
    set_up_line,
    withdraw_handset,
)
from civichub.telephony.operations.surveys import forget_survey_share, keep_survey_share, sample_survey, score_call
from civichub.telephony.operations.third_parties import ask_in, listen_in, put_through_call
from civichub.telephony.operations.while_waiting import book_call_back, ring_back_at, send_link

__all__ = [
    "ask_by_name",
    "ask_in",
    "begin_call",
    "book_call_back",
    "bring_back_sentence",
    "end_call",
    "forget_recording",
    "forget_sentences",
    "forget_survey_share",
    "free_advisor",
    "give_back_call",
    "give_handset",
    "hold_recording",
    "keep_interpreter",
    "keep_message",
    "keep_place_of_call",
    "keep_recording",
    "keep_step",
    "keep_survey_share",
    "line_up_call",
    "listen_in",
    "lose_call",
    "miss_call",
    "note_fact",
    "note_payment",
    "open_phone",
    "order_call",
    "pass_on_call",
    "put_call_first",
    "put_through_call",
    "record_sentence",
    "remove_sentence",
    "ring_back_at",
    "ring_out",
    "sample_survey",
    "score_call",
    "see_telephones",
    "send_link",
    "set_up_line",
    "settle_order",
    "take_call",
    "withdraw_handset",
    "wrap_up_call",
]
