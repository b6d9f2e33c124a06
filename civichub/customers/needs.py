"""What a customer may need of us, as a table: every channel reads the same row, so none can forget it (B5). Pure.

Requirement B5 (Warwickshire 2009, recommendation 13) asks that language, format, access needs and vulnerability be held
once and obeyed everywhere. The duty to anticipate and make adjustments is section 20 of the Equality Act 2010.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.db.models import TextChoices


class Channel(TextChoices):
    """A way in which the council can reach somebody of its own accord."""

    EMAIL = "email", "Email"
    SMS = "sms", "Text message"
    PHONE = "phone", "Phone call"
    LETTER = "letter", "Letter"


class NeedKind(TextChoices):
    LANGUAGE = "language", "Language"
    INTERPRETER = "interpreter", "Interpreter"
    BSL = "bsl", "British Sign Language"
    FORMAT = "format", "Format of what we send"
    ADJUSTMENT = "adjustment", "Reasonable adjustment"
    CONTACT_RULE = "contact_rule", "Rule for contacting"


@dataclass(frozen=True)
class NeedType:
    """One row: what it is called, what an advisor must do in words, and which channels it closes."""

    kind: NeedKind
    label: str
    instruction: str
    forbids: frozenset[Channel] = frozenset()
    quiet: bool = False


def _need(kind: NeedKind, label: str, instruction: str, *forbids: Channel, quiet: bool = False) -> NeedType:
    return NeedType(kind, label, instruction, frozenset(forbids), quiet)


_F, _A, _R = NeedKind.FORMAT, NeedKind.ADJUSTMENT, NeedKind.CONTACT_RULE

NEED_TYPES: dict[str, NeedType] = {
    "language": _need(NeedKind.LANGUAGE, "Reads and speaks", "Use this language, or offer a translation."),
    "interpreter": _need(NeedKind.INTERPRETER, "Needs an interpreter", "Book an interpreter before you speak."),
    "bsl": _need(
        NeedKind.BSL, "Uses British Sign Language", "Book a BSL interpreter or use video relay.", Channel.PHONE
    ),
    "large_print": _need(_F, "Large print", "Send letters in large print, 16 point or more."),
    "braille": _need(_F, "Braille", "Send letters in Braille."),
    "audio": _need(_F, "Audio", "Send letters as a recording."),
    "easy_read": _need(_F, "Easy read", "Send the easy-read version."),
    "plain_email": _need(_F, "Plain email for a screen reader", "Send plain text, without pictures or attached scans."),
    "coloured_paper": _need(_F, "Coloured paper", "Print letters on the colour named in the note."),
    "more_time": _need(_A, "More time to answer", "Allow more time, and say so."),
    "text_relay": _need(_A, "Uses text relay", "Expect and make calls through Relay UK."),
    "home_visit": _need(_A, "Home visit", "Offer to come to the customer."),
    "step_free": _need(_A, "Step-free access", "Meet in a room without steps."),
    "hearing_loop": _need(_A, "Hearing loop", "Meet at a counter or room with a hearing loop."),
    "quiet_room": _need(_A, "Quiet room", "Meet in a quiet room."),
    "help_with_forms": _need(_A, "Help with forms", "Fill in the form with the customer."),
    "supporter_present": _need(_A, "A supporter present", "Wait until the customer's supporter can be there."),
    "other_adjustment": _need(_A, "Another adjustment", "Do as the note says."),
    "never_phone": _need(_R, "Never phone", "Do not phone.", Channel.PHONE),
    "never_text": _need(_R, "Never text", "Do not send text messages.", Channel.SMS),
    "never_email": _need(_R, "Never email", "Do not email.", Channel.EMAIL),
    "no_letters_home": _need(_R, "No letters to the home", "Do not post anything to the home.", Channel.LETTER),
    "no_voicemail": _need(_R, "Leave no voicemail", "If nobody answers, leave no message.", quiet=True),
    "no_council_name": _need(
        _R,
        "Do not name the council",
        "Ask for the person by name; say nothing about the council to anybody else.",
        quiet=True,
    ),
    "plain_envelope": _need(_R, "Plain envelope", "Use an envelope without our name.", quiet=True),
    "speak_alone": _need(_R, "Speak alone", "Check that the customer is alone before you talk.", quiet=True),
    "other_contact_rule": _need(_R, "Another rule", "Do as the note says before you make contact.", quiet=True),
}

NEED_CODES = [(code, row.label) for code, row in NEED_TYPES.items()]

# Languages that residents read or speak and that Django's own table lacks; codes are ISO 639.
_MORE_LANGUAGES = {
    "am": "Amharic",
    "gu": "Gujarati",
    "ha": "Hausa",
    "ku": "Kurdish",
    "om": "Oromo",
    "prs": "Dari",
    "ps": "Pashto",
    "rom": "Romani",
    "si": "Sinhala",
    "sn": "Shona",
    "so": "Somali",
    "ti": "Tigrinya",
    "tl": "Tagalog",
    "yo": "Yoruba",
    "yue": "Cantonese",
    "zh": "Chinese",
}


def language_name(code: str) -> str:
    """The English name of a language by its ISO 639 code; the code itself when we have no name for it."""
    return _MORE_LANGUAGES.get(code) or LANG_INFO.get(code, {}).get("name") or code


def language_code(words: str) -> str:
    """The ISO 639 code of a language by its English name, or the code itself; empty for what is neither."""
    asked = words.strip().lower()
    codes = [*_MORE_LANGUAGES, *(code for code in LANG_INFO if "-" not in code)]
    return next((code for code in codes if asked in (code, language_name(code).lower())), "")
