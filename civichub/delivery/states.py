"""The lifecycle of a message, and the words of its choices."""

from __future__ import annotations

from django.db.models import TextChoices

from civichub.core.lifecycle import Lifecycle, Step


class Channel(TextChoices):
    EMAIL = "email", "Email"
    SMS = "sms", "Text message"
    LETTER = "letter", "Letter"


class LetterFormat(TextChoices):
    """Formats in which the hub can owe somebody a letter. All but the first are produced by hand."""

    STANDARD = "standard", "Standard print"
    LARGE_PRINT = "large_print", "Large print"
    BRAILLE = "braille", "Braille"
    EASY_READ = "easy_read", "Easy Read"
    AUDIO = "audio", "Audio"


class Purpose(TextChoices):
    """Why it is sent. Consent is held per purpose, so a message has exactly one."""

    SERVICE = "service", "About something the person asked for"
    SIGN_IN = "sign_in", "Signing in"
    STAFF = "staff", "Notice to staff"
    SURVEY = "survey", "Asking for feedback"
    NEWS = "news", "News and offers"


class BeyondLimit(TextChoices):
    """What happens to a message beyond the hourly limit of an address that nobody has proved to be theirs."""

    HOLD = "hold", "Wait for the next free place"
    DROP = "drop", "Do not send"


STATES = {
    "queued": "Waiting to be sent",
    "held": "Held until its time",
    "to_produce": "To be produced by hand",
    "sending": "Being sent",
    "sent": "Sent",
    "delivered": "Delivered",
    "failed": "Not delivered",
    "bounced": "Returned",
    "unknown": "Perhaps sent",
    "cancelled": "Cancelled",
}


def _step(name: str, sources: str, target: str, label: str) -> Step:
    return Step(name, frozenset(sources.split()), target, label)


MESSAGE = Lifecycle(
    "message",
    STATES,
    [
        _step("claim", "queued held", "sending", "Send"),
        _step("hold", "queued held", "held", "Hold"),
        _step("set_aside", "queued held", "to_produce", "Set aside for printing"),
        _step("cancel", "queued held to_produce", "cancelled", "Cancel"),
        _step("accept", "queued held sending unknown failed", "sent", "Record as sent"),
        _step("post", "to_produce", "sent", "Record as posted"),
        _step("wait", "sending", "queued", "Try later"),
        _step("lose_sight", "sending", "unknown", "Record as perhaps sent"),
        _step("fail", "queued held sending sent unknown", "failed", "Record as not delivered"),
        _step("deliver", "queued held sending sent unknown failed", "delivered", "Record as delivered"),
        _step("bounce", "queued held sending sent unknown failed delivered", "bounced", "Record as returned"),
        _step("undo_bounce", "bounced", "sent", "Record as not returned"),
        _step("retry", "failed unknown", "queued", "Send again"),
    ],
)

ON_ITS_WAY = frozenset({"queued", "held", "to_produce", "sending"})
OVER = frozenset({"delivered", "bounced", "cancelled"})
