"""What callers hear, in whole sentences. Have a native speaker listen before a language is turned on."""

from __future__ import annotations

from datetime import datetime, timedelta

from civichub.core.clocks import LONDON, london_date

BELL = "\a"  # among sentences: the tone after which one speaks
SHIFT = "\x0e"  # before and after the language of a sentence, where that is not the language of those around it

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "greeting": "Hello, this is {name}.",
        "recorded": "Calls are recorded, so that we can help you better.",
        "next": "You are next in line.",
        "place": "You are number {place} in line.",
        "by_name": "If you know whom you want, spell the surname or the service on the keys of your telephone, then "
        "press hash. Otherwise stay on the line.",
        "connecting": "We are connecting you to {name}.",
        "away_team": "{name} cannot take a call now. We are connecting you to {team}.",
        "away_stay": "{name} cannot take a call now. Please stay on the line: whoever answers will help you.",
        "several_names": "More than one name fits. Please stay on the line: whoever answers will connect you.",
        "no_such_name": "We found no such name. Please stay on the line: whoever answers will help you.",
        "call_back_offer": "To be called back without losing your place, press 1.",
        "call_back_promised": "Thank you. You keep your place, and we will call you back. Goodbye.",
        "choose_offer": "For another number or another time, press 2.",
        "choose_offer_only": "To be called back on a number of your choice, press 2.",
        "text_offer": "For a text message with a link about {about}, press 3.",
        "choose_where": "To be called on this number, press 1. For another, press 2. To go on waiting, press star.",
        "choose_number": "Enter the number with its area code, and then press hash. To go on waiting, press star.",
        "number_wrong": "We are sorry, we cannot call that number.",
        "number_read": "You entered:",
        "number_right": "If that is right, press 1. To enter it again, press 2.",
        "choose_next": "To keep your place and be called when it is your turn, press 1.",
        "choose_time": "To be called {when}, press {key}.",
        "time_gone": "We are sorry, that time has just been taken.",
        "call_back_booked": "Thank you. We will call you {when}. Goodbye.",
        "still_waiting": "You have kept your place in line.",
        "text_sent": "The text is on its way. You keep your place in line.",
        "text_not_sent": "We are sorry, we cannot send you a text now. You keep your place in line.",
        "text": "{name}: {about} {link} You asked for this text when you rang us.",
        "closed": "We are closed now. We open again {when}.",
        "leave_message": "Please say your name, your number and what it is about after the tone. "
        "We will call you back by the end of the next working day.",
        "message_kept": "Thank you. We will call you back by the end of the next working day. Goodbye.",
        "survey": "How well did we help you? Press a number from 1, very badly, to 5, very well.",
        "comment": "Please say after the tone why, then press hash. We keep what you say. Or just hang up.",
        "goodbye": "Thank you. Goodbye.",
        "cut_off": "We are sorry, the line to your advisor has failed. Please hold on. You are next.",
        "sorry": "We are sorry, we cannot connect you now. Please call again. Goodbye.",
    },
    "cy": {
        "greeting": "Helo, dyma {name}.",
        "recorded": "Mae galwadau'n cael eu recordio, er mwyn i ni allu eich helpu'n well.",
        "next": "Chi sydd nesaf.",
        "place": "Rydych chi'n rhif {place} yn y llinell.",
        "by_name": "Os ydych chi'n gwybod pwy rydych chi ei eisiau, sillafwch y cyfenw neu'r gwasanaeth ar fysellau'ch "
        "ffôn, yna pwyswch y stwnshnod. Fel arall, arhoswch ar y llinell.",
        "connecting": "Rydym yn eich cysylltu â {name}.",
        "away_team": "Ni all {name} gymryd galwad nawr. Rydym yn eich cysylltu â {team}.",
        "away_stay": "Ni all {name} gymryd galwad nawr. Arhoswch ar y llinell: bydd pwy bynnag sy'n ateb "
        "yn eich helpu.",
        "several_names": "Mae mwy nag un enw yn cyd-fynd. Arhoswch ar y llinell: bydd pwy bynnag sy'n ateb yn eich "
        "cysylltu.",
        "no_such_name": "Ni chawsom hyd i'r enw hwnnw. Arhoswch ar y llinell: bydd pwy bynnag sy'n ateb yn eich helpu.",
        "call_back_offer": "I gael galwad yn ôl heb golli eich lle, pwyswch 1.",
        "call_back_promised": "Diolch. Rydych chi'n cadw eich lle, a byddwn yn eich ffonio'n ôl. Hwyl fawr.",
        "choose_offer": "Am rif arall neu amser arall, pwyswch 2.",
        "choose_offer_only": "I gael galwad yn ôl ar rif o'ch dewis, pwyswch 2.",
        "text_offer": "Am neges destun gyda dolen am {about}, pwyswch 3.",
        "choose_where": "I gael galwad ar y rhif hwn, pwyswch 1. Am rif arall, pwyswch 2. I aros, pwyswch seren.",
        "choose_number": "Rhowch y rhif gyda'i god ardal, ac yna pwyswch stwnsh. I ddal i aros, pwyswch seren.",
        "number_wrong": "Mae'n ddrwg gennym, ni allwn ffonio'r rhif hwnnw.",
        "number_read": "Y rhif a roesoch yw:",
        "number_right": "Os yw hynny'n gywir, pwyswch 1. I'w roi eto, pwyswch 2.",
        "choose_next": "I gadw eich lle a chael galwad pan ddaw eich tro, pwyswch 1.",
        "choose_time": "I gael galwad {when}, pwyswch {key}.",
        "time_gone": "Mae'n ddrwg gennym, mae'r amser hwnnw newydd gael ei gymryd.",
        "call_back_booked": "Diolch. Byddwn yn eich ffonio {when}. Hwyl fawr.",
        "still_waiting": "Rydych wedi cadw eich lle yn y llinell.",
        "text_sent": "Mae'r neges destun ar ei ffordd. Rydych chi'n cadw eich lle yn y llinell.",
        "text_not_sent": "Mae'n ddrwg gennym, ni allwn anfon neges destun nawr. Rydych chi'n cadw eich lle.",
        "text": "{name}: {about} {link} Gofynnoch am y neges hon pan ffonioch ni.",
        "closed": "Rydym ar gau nawr. Byddwn ar agor eto {when}.",
        "leave_message": "Dywedwch eich enw, eich rhif a beth yw eich neges ar ôl y tôn. "
        "Byddwn yn eich ffonio'n ôl erbyn diwedd y diwrnod gwaith nesaf.",
        "message_kept": "Diolch. Byddwn yn eich ffonio'n ôl erbyn diwedd y diwrnod gwaith nesaf. Hwyl fawr.",
        "survey": "Pa mor dda wnaethon ni eich helpu? Pwyswch rif o 1, gwael iawn, i 5, da iawn.",
        "comment": "Dywedwch pam ar ôl y tôn, yna pwyswch y stwnshnod. Byddwn yn cadw'r hyn a ddywedwch. Neu rhowch y "
        "ffôn i lawr.",
        "goodbye": "Diolch. Hwyl fawr.",
        "cut_off": "Mae'n ddrwg gennym, mae'r llinell i'ch cynghorydd wedi methu. Daliwch y lein. Chi sydd nesaf.",
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


_NEAR = {"en": ("today", "tomorrow", "on {day}"), "cy": ("heddiw", "yfory", "ddydd {day}")}
_BETWEEN = {"en": "{day} between {begins} and {ends}", "cy": "{day} rhwng {begins} a {ends}"}
_HALF_HOUR = timedelta(minutes=30)


def half_hour_words(language: str, begins_at: datetime, at: datetime) -> str:
    """The half hour from then, as it is said aloud at that moment: ``tomorrow between 14:30 and 15``."""
    begins, days = begins_at.astimezone(LONDON), (london_date(begins_at) - london_date(at)).days
    day = _NEAR[language][min(days, 2)].format(day=_DAYS[language][begins.weekday()])
    ends = begins + _HALF_HOUR
    return _BETWEEN[language].format(day=day, begins=_clock(begins), ends=_clock(ends))


def _clock(local: datetime) -> str:
    return f"{local.hour}:{local.minute:02}" if local.minute else str(local.hour)


def when_words(language: str, local: datetime) -> str:
    """A moment, given in local time, as it is said aloud: ``on Monday the 4 at 9``."""
    return _WHEN[language].format(day=_DAYS[language][local.weekday()], date=local.day, hour=_clock(local))
