"""From facts to a draft: which words go to whom, and what must not be in them. Pure but for the links' signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civichub.cases.queries import CaseFacts
from civichub.cases.queries.telling import PromiseFacts
from civichub.core.references import format_reference
from civichub.delivery.drafts import MAX_SMS, MAX_SUBJECT, About, Draft
from civichub.delivery.states import Channel
from civichub.notifications.choosing import Choice
from civichub.notifications.links import desk_link, stop_link, track_link
from civichub.notifications.placeholders import PLACEHOLDERS, EventKind
from civichub.notifications.shipped import Text, language_lines
from civichub.notifications.wording import placeholders_in, render, render_line

NEUTRAL_SERVICE = "your request"
CASE_TYPE, CUSTOMER_TYPE = "cases.case", "customers.customer"


@dataclass(frozen=True)
class Person:
    """Somebody to be told: by our record of them, by what they gave for this case, or both.

    `recipient` names them for de-duplication. `is_follower` people see nothing that the reporter wrote.
    """

    recipient: str
    customer_id: int | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    follower_id: int | None = None

    @property
    def is_follower(self) -> bool:
        return self.follower_id is not None


def day_in_words(day: date | None) -> str:
    """``Tuesday 5 May 2026``, or nothing."""
    return f"{day:%A} {day.day} {day:%B %Y}" if day else ""


def case_values(
    facts: CaseFacts, person: Person, choice: Choice, extra: Mapping[str, str], *, guarded: bool
) -> dict[str, str]:
    """Every placeholder's value for one person and one way of telling them; "" for what does not apply.

    What the public typed (name, title) is used only for the reporter, at an address they proved; `guarded` (a person at
    risk) and sensitive services keep the title out altogether, because it may name a place.
    """
    own = choice.way.verified and not person.is_follower
    service = NEUTRAL_SERVICE if facts.sensitive else facts.service_title
    by_post = choice.way.channel == Channel.LETTER
    values = dict.fromkeys(PLACEHOLDERS, "") | {
        "greeting": f"Dear {person.name}" if own and person.name else "Hello",
        "reference": format_reference(facts.reference),
        "service": service,
        "title": facts.title if own and not guarded and not facts.sensitive else service,
        "organisation": facts.organisation_name,
        "phone": facts.organisation_phone,
        "state": facts.stage_words,
        "next": facts.stage_explains,
        "due": day_in_words(facts.due_on),
        "track_link": "" if by_post else track_link(facts.reference, follower=person.is_follower),
        "stop_link": stop_link(person.follower_id) if person.follower_id and not by_post else "",
        "outcome": facts.outcome_words,
    }
    return values | dict(extra)


def case_draft(
    facts: CaseFacts,
    person: Person,
    choice: Choice,
    text: Text,
    kind: EventKind,
    values: Mapping[str, str],
    *,
    language: str,
    hides_address: bool,
) -> Draft:
    """The message in this person's words, ready for `delivery`."""
    way = choice.way
    used = set(placeholders_in(text.subject) + placeholders_in(text.body))
    plain = {"greeting": "Hello", "title": values["service"]}
    personal = any(name in used and values[name] != plain[name] for name in plain)
    subject = render_line(text.subject, values, max_length=MAX_SUBJECT)
    return Draft(
        channel=way.channel,
        to_address=envelope(way.address, person.name) if way.channel == Channel.LETTER else way.address,
        subject=subject,
        body=_body(text, values, way.channel, language),
        to_name=person.name if way.verified else "",
        recipient=person.recipient if person.customer_id else "",
        recipient_verified=way.verified,
        carries_public_text=personal,
        language=text.language,
        letter_format=choice.letter_format,
        about=About(CASE_TYPE, facts.case_id, facts.reference),
        template_key=text.key,
        template_version=text.version,
        why_channel=choice.why,
        unsubscribe_url=values["stop_link"] if way.channel == Channel.EMAIL else "",
        is_urgent=kind.urgent,
        is_sensitive=facts.sensitive,
        hides_address=hides_address,
    )


def envelope(address: str, name: str) -> str:
    """Postal lines that begin with a name, as GOV.UK Notify and the post office want them."""
    lines = address.splitlines()
    first = name or "The occupier"
    return address if lines and lines[0] == first else "\n".join([first, *lines])


def _body(text: Text, values: Mapping[str, str], channel: str, language: str) -> str:
    body = render(text.body, values)
    if channel == Channel.SMS:
        return body if len(body) <= MAX_SMS else _shortened(text, values)
    line = language_lines().get(language, "") if language.partition("-")[0] != text.language else ""
    help_line = render(line, {"phone": values.get("phone", "")}) if line and values.get("phone") else ""
    return "\n\n".join(filter(None, (body, help_line)))


def _shortened(text: Text, values: Mapping[str, str]) -> str:
    """A text without the parts that can be long; they are on the page the link opens."""
    return render(text.body, {**values, "note": "", "question": "", "outcome": "", "next": ""})[:MAX_SMS]


def team_values(facts: CaseFacts, team_name: str) -> dict[str, str]:
    """What a notice to a team may say: nothing about a person, and not even the service of a sensitive case."""
    return dict.fromkeys(PLACEHOLDERS, "") | {
        "reference": format_reference(facts.reference),
        "service": "Sign in to see it" if facts.sensitive else facts.service_title,
        "organisation": facts.organisation_name,
        "due": day_in_words(facts.due_on),
        "team": team_name,
        "desk_link": desk_link(facts.reference),
    }


def promise_values(found: PromiseFacts) -> dict[str, str]:
    """Values of a promise as a message says them."""
    return {
        "promise": found.text,
        "promise_due": day_in_words(found.due_on),
        "promise_was_due": day_in_words(found.was_due_on),
        "promise_why": found.why,
    }
