"""The county's telephone: lines, interpreters, and telephones for whoever takes calls, the advisor's in the browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.speech import NoVoice
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.devtools.demo.webchat import ALWAYS
from civichub.routing.operations import define_queue, join_queue
from civichub.telephony.operations import (
    give_handset,
    keep_interpreter,
    keep_survey_share,
    record_sentence,
    set_up_line,
)
from civichub.telephony.sentences import by_file, sentences_of
from civichub.telephony.sound import wav_of
from civichub.telephony.speech import spoken

HOLES = "https://www.brackenshire.example/roads/holes"
VIDEO_RELAY = {"relay": "video", "relay_link": "https://video-relay.example/brackenshire"}
LINES = (
    ("01632960100", "the county council", "", {"survey_share": 50, "survey_comments": True, "by_name": True}),
    (
        "01632960101",
        "Highways",
        "pothole",
        {"text_about": "holes we know of, and how to report one", "text_link": HOLES},
    ),
    ("01632960102", "Cyngor y Sir", "", {"language": "cy"}),
    ("01632960103", "the county council in sign language", "", VIDEO_RELAY),
)
INTERPRETERS = (
    ("Lingua", "agency", ("Polish", "Punjabi", "Romanian", "Somali", "Urdu"), "01632960901", "At any hour", "INT-1"),
    ("Ewa Nowak", "person", ("Polish",), "07700900777", "Weekdays 9 to 1", "INT-2"),
)
SURVEYED = (("pothole", 100), ("council-tax-account", 20))
SPOKEN = ("en-next", "en-place-02", "en-goodbye", "cy-next", "en-01632960101-greeting")
NEW_GREETING = "Hello, this is Highways. For a street light, tell us the number on its post."
DESKS = (("advisor", "2001", True), ("leader", "2002", False), ("reception", "2003", False))


def connect_telephone(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Lines that are open at any hour, as a demonstration is."""
    county, by = organisations[COUNTY], {"actor": actor, "at": now}
    queue = define_queue(
        organisation=county, slug="telephone", name="Telephone", hours=ALWAYS, call_backs_each_half_hour=2, **by
    )
    for number, name, slug, more in LINES:
        set_up_line(
            organisation=county, number=number, name=name, queue=queue, service=services.get(slug), **more, **by
        )
    for name, kind, languages, number, hours, code in INTERPRETERS:
        keep_interpreter(
            organisation=county, name=name, kind=kind, languages=languages, number=number, hours=hours, cost_code=code,
            **by,
        )  # fmt: skip
    for slug, share in SURVEYED:
        keep_survey_share(organisation=county, service=services[slug], share=share, **by)
    _record(county, **by)
    for local, extension, in_browser in DESKS:
        person = people[f"{local}@{MAIL}"]
        join_queue(queue=queue, person=person, **by)
        give_handset(person=person, extension=extension, in_browser=in_browser, **by)


def _record(county: Any, *, actor: Any, at: datetime) -> None:
    """A few sentences spoken by somebody, one of whose words have changed since; none where nothing can speak."""
    said = by_file(sentences_of(county, at))
    for file in SPOKEN:
        try:
            samples = spoken(said[file].words, said[file].language)
        except NoVoice:
            return
        record_sentence(organisation=county, file=file, content=wav_of(samples), actor=actor, at=at)
    set_up_line(organisation=county, number="01632960101", greeting=NEW_GREETING, actor=actor, at=at)
