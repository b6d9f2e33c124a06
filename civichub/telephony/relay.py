"""Calls in which somebody speaks in between: Relay UK, which types and reads aloud, and video relay for sign language.

Relay UK (BT, for all British networks by Ofcom's General Condition C5) is dialled as a prefix of the number: 18001 by
whoever types, 18002 by whoever speaks to them. A video relay rings a line that the council gives it.
"""

from __future__ import annotations

from civichub.telephony.models import Relay

PREFIXES = ("18001", "18002")
TO_WHO_TYPES = "18002"
PACE = 3  # each turn is typed or signed, and read aloud; an assistant has to come on the line first
SKILLS = {Relay.TEXT: "text-relay", Relay.VIDEO: "video-relay"}

HOW_TO_TALK = {
    Relay.TEXT: (
        "Speak to the caller, not to the assistant: “What is your address?”",
        "Say “go ahead” when it is their turn, and wait until the assistant says it to you.",
        "Short sentences, one question at a time. The assistant types and reads out every word.",
        "Silence is typing. Do not hang up on it, and say who you are again if the assistant changes.",
    ),
    Relay.VIDEO: (
        "Speak to the caller, not to the interpreter: “What is your address?”",
        "The interpreter is a sentence behind you. Pause, and let them finish before you go on.",
        "Spell names and say numbers one by one. Say so when you are reading or typing.",
        "The number that you see is the relay’s. Ask how they want to be reached.",
    ),
}


def without_prefix(number: str) -> tuple[str, bool]:
    """A number as it was dialled or shown, and whether it came through Relay UK: ``1800101632960100``."""
    for prefix in PREFIXES:
        if number.startswith(prefix) and len(number) > len(prefix) + 2:
            return number.removeprefix(prefix), True
    return number, False


def through_relay(number: str) -> str:
    """What is dialled to reach an E.164 number through Relay UK."""
    plain = "0" + number.removeprefix("+44") if number.startswith("+44") else number.replace("+", "00", 1)
    return TO_WHO_TYPES + plain
