"""The only writers of chats, what is written in them, and the rules of chat."""

from civichub.webchat.operations.answering import answer_message, ask_for_transcript, send_transcript
from civichub.webchat.operations.ending import end_chat, hand_off_chat, rate_chat
from civichub.webchat.operations.forgetting import forget_chat
from civichub.webchat.operations.keeping import care_for_chat
from civichub.webchat.operations.setting_up import block_chatter, lift_block, set_up_chat
from civichub.webchat.operations.starting import Asker, leave_message, start_chat, turn_into_message
from civichub.webchat.operations.talking import (
    join_chat,
    note_language,
    record_scan,
    see_chat,
    send_file,
    send_message,
)

__all__ = [
    "Asker",
    "answer_message",
    "ask_for_transcript",
    "block_chatter",
    "care_for_chat",
    "end_chat",
    "forget_chat",
    "hand_off_chat",
    "join_chat",
    "leave_message",
    "lift_block",
    "note_language",
    "rate_chat",
    "record_scan",
    "see_chat",
    "send_file",
    "send_message",
    "send_transcript",
    "set_up_chat",
    "start_chat",
    "turn_into_message",
]
