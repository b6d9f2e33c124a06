"""The only writers of answers to requests for information."""

from civichub.disclosure.operations.asking import answer_ask, ask_team, remind_team, withdraw_ask
from civichub.disclosure.operations.beginning import begin_answer, choose_subject, write_letter
from civichub.disclosure.operations.collecting import add_document, search_holdings
from civichub.disclosure.operations.deciding import decide_item, keep_apart
from civichub.disclosure.operations.forgetting import forget_answer, keep_longer
from civichub.disclosure.operations.marking import Place, mark_places, remove_mark
from civichub.disclosure.operations.packing import make_pack, send_answer
from civichub.disclosure.operations.publishing import Summary, publish_entry, withdraw_entry
from civichub.disclosure.operations.reviewing import approve_answer, send_back, send_for_review, weigh_interest

__all__ = [
    "Place",
    "Summary",
    "add_document",
    "answer_ask",
    "approve_answer",
    "ask_team",
    "begin_answer",
    "choose_subject",
    "decide_item",
    "forget_answer",
    "keep_apart",
    "keep_longer",
    "make_pack",
    "mark_places",
    "publish_entry",
    "remind_team",
    "remove_mark",
    "search_holdings",
    "send_answer",
    "send_back",
    "send_for_review",
    "weigh_interest",
    "withdraw_ask",
    "withdraw_entry",
    "write_letter",
]
