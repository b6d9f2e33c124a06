"""What callers hear, in whole sentences. Have a native speaker listen before a language is turned on."""

from __future__ import annotations

from datetime import datetime

BELL = "\a"  # among sentences: the tone after which one speaks
SHIFT = "\x0e"  # before and after the language of a sentence, where that is not the language of those around it

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "greeting": "Hello, this is {name}.",
        "recorded": "Calls are recorded, so that we can help you better.",
        "next": "You are next in line.",
        "place": "You are number {place} in line.",
        "call_back_offer": "To be called back without losing your place, press 1.",
        "call_back_promised": "Thank you. You keep your place, and we will call you back. Goodbye.",
        "closed": "We are closed now. We open again {when}.",
        "leave_message": "Please say your name, your number and what it is about after the tone. "
        "We will call you back by the end of the next working day.",
        "message_kept": "Thank you. We will call you back by the end of the next working day. Goodbye.",
        "survey": "How well did we help you? Press a number from 1, very badly, to 5, very well.",
        "goodbye": "Thank you. Goodbye.",
        "sorry": "We are sorry, we cannot connect you now. Please call again. Goodbye.",
    },
    "cy": {
        "greeting": "Helo, dyma {name}.",
        "recorded": "Mae galwadau'n cael eu recordio, er mwyn i ni allu eich helpu'n well.",
        "next": "Chi sydd nesaf.",
        "place": "Rydych chi'n rhif {place} yn y llinell.",
        "call_back_offer": "I gael galwad yn ôl heb golli eich lle, pwyswch 1.",
        "call_back_promised": "Diolch. Rydych chi'n cadw eich lle, a byddwn yn eich ffonio'n ôl. Hwyl fawr.",
        "closed": "Rydym ar gau nawr. Byddwn ar agor eto {when}.",
        "leave_message": "Dywedwch eich enw, eich rhif a beth yw eich neges ar ôl y tôn. "
        "Byddwn yn eich ffonio'n ôl erbyn diwedd y diwrnod gwaith nesaf.",
        "message_kept": "Diolch. Byddwn yn eich ffonio'n ôl erbyn diwedd y diwrnod gwaith nesaf. Hwyl fawr.",
        "survey": "Pa mor dda wnaethon ni eich helpu? Pwyswch rif o 1, gwael iawn, i 5, da iawn.",
        "goodbye": "Diolch. Hwyl fawr.",
        "sorry": "Mae'n ddrwg gennym, ni allwn eich cysylltu nawr. Ffoniwch eto. Hwyl fawr.",
    },
}


def phrase(language: str, key: str, /, **values: object) -> str:
    """A sentence in a language of `PHRASES`."""
    return PHRASES[language][key].format(**values)


def place_words(language: str, place: int) -> str:
    """Where somebody stands in line, 1 for the next."""
    return phrase(language, "next") if place == 1 else phrase(language, "place", place=place)


def in_language(language: str, words: str) -> str:
    """A sentence for among others of another language: an urgent message that nobody has translated."""
    return f"{SHIFT}{language}{SHIFT}{words}"


def language_of(words: str, language: str) -> tuple[str, str]:
    """A sentence, and the language in which to speak it: its own if it has one, else that of those around it."""
    if not words.startswith(SHIFT):
        return words, language
    _, own, plain = words.split(SHIFT, 2)
    return plain, own


_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "cy": ("Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"),
}
_WHEN = {"en": "on {day} the {date} at {hour}", "cy": "ddydd {day} y {date} am {hour}"}


def when_words(language: str, local: datetime) -> str:
    """A moment, given in local time, as it is said aloud: ``on Monday the 4 at 9``."""
    hour = f"{local.hour}:{local.minute:02}" if local.minute else str(local.hour)
    return _WHEN[language].format(day=_DAYS[language][local.weekday()], date=local.day, hour=hour)
