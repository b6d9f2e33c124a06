"""The only writers of contacts."""

from civichub.contacts.operations.handling import (
    PastContact,
    begin_wrap_up,
    close_contact,
    describe_contact,
    identify_customer,
    open_contact,
    pause_contact,
    record_contact,
    record_past_contacts,
    remove_past_contacts,
    resume_contact,
)
from civichub.contacts.operations.passing_on import (
    hand_off_contact,
    let_go_of_contact,
    promise_call_back,
    take_over_contact,
)
from civichub.contacts.operations.several import keep_typed, turn_to_contact

__all__ = [
    "PastContact",
    "begin_wrap_up",
    "close_contact",
    "describe_contact",
    "hand_off_contact",
    "identify_customer",
    "keep_typed",
    "let_go_of_contact",
    "open_contact",
    "pause_contact",
    "promise_call_back",
    "record_contact",
    "record_past_contacts",
    "remove_past_contacts",
    "resume_contact",
    "take_over_contact",
    "turn_to_contact",
]
