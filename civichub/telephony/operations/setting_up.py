"""Lines and telephones."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from civichub.accounts.queries import system_account
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.routing.matching import TELEPHONE
from civichub.routing.operations import equip_seat, equip_seats
from civichub.telephony import policies
from civichub.telephony.models import Handset, Language, Line, Recorded, Relay
from civichub.telephony.numbers import ways_to_write

WORDS = {"name": 80, "greeting": 500, "urgent": 500, "text_about": 80, "text_link": 300, "relay_link": 300}
LEAST_AND_MOST = {
    "keep_days": (1, 3650), "announce_seconds": (10, 600), "survey_share": (0, 100), "resume_minutes": (1, 60),
}  # fmt: skip
FIELDS = {
    *WORDS, *LEAST_AND_MOST, "queue", "service", "language", "urgent_until", "recorded", "offers_call_back",
    "takes_messages", "survey_comments", "by_name", "relay", "relay_link", "is_active",
}  # fmt: skip


@operation
def set_up_line(*, organisation: Any, number: str, actor: Any, at: datetime, **details: Any) -> Line:
    """Make a line or change it: `details` are fields of `Line`. Raises `Invalid`, `Conflict` for another's number."""
    require(policies.may_set_up_lines(actor, organisation.pk))
    if unknown := details.keys() - FIELDS:
        raise TypeError(f"a line has no {', '.join(sorted(unknown))}")
    number = clean_text(number, field="number", max_length=20)
    if not re.fullmatch(r"\+?[0-9]{2,19}", number):
        raise Invalid({"number": "Enter the number in digits, perhaps with + before them."})
    there = Line.objects.filter(number=number).first()
    if there is None and (same := Line.objects.filter(number__in=ways_to_write(number)).first()):
        raise Conflict(f"This number is a line already, as {same.number}.")
    if there is not None and there.organisation_id != organisation.pk:
        raise Conflict("This number is a line already.")
    details = {key: _checked(key, value) for key, value in details.items()}
    _check_text(details.get("text_about", ""), details.get("text_link", ""))
    if there is None and not {"name", "queue"} <= details.keys():
        raise Invalid({"name": "Give the line a name and a queue."})
    line, made = Line.objects.update_or_create(organisation=organisation, number=number, defaults=details)
    audit("line.made" if made else "line.changed", line, actor=actor, at=at, fields=sorted(details))
    return line


def _check_text(about: str, link: str) -> None:
    if bool(about) != bool(link):
        raise Invalid(
            {"text_about" if link else "text_link": "Enter both what the text tells and its link, or neither."}
        )
    if link and not re.fullmatch(r"https://[^\s/]+\.[^\s]+", link):
        raise Invalid({"text_link": "Enter the whole address of the page, with https://."})


def _checked(field: str, value: Any) -> Any:
    if field == "relay_link" and value and not str(value).startswith("https://"):
        raise Invalid({field: "Enter an address that begins with https://."})
    if field in WORDS:
        return clean_text(value, field=field, max_length=WORDS[field], required=field == "name")
    if field in LEAST_AND_MOST:
        least, most = LEAST_AND_MOST[field]
        if not least <= value <= most:
            raise Invalid({field: f"Enter a number from {least} to {most:,}."})
    choices = {"language": Language.values, "recorded": Recorded.values, "relay": ["", *Relay.values]}.get(field)
    if choices is not None and value not in choices:
        raise Invalid({field: "Choose from the list."})
    return value


@operation
def give_handset(
    *, person: Any, extension: str, actor: Any, at: datetime, answers_itself: bool = False, in_browser: bool = False
) -> Handset:
    """Give somebody a telephone, instead of the one they had. From now on calls are offered to them."""
    require(policies.may_give_handset(actor, person))
    extension = clean_text(extension, field="extension", max_length=10)
    if not re.fullmatch(r"[0-9]{2,10}", extension):
        raise Invalid({"extension": "Enter 2 to 10 digits."})
    if Handset.objects.filter(extension=extension).exclude(person=person).exists():
        raise Conflict("Somebody else has this extension.")
    details = {"extension": extension, "answers_itself": answers_itself, "in_browser": in_browser, "is_active": True}
    handset, _ = Handset.objects.update_or_create(person=person, defaults=details)
    audit("handset.given", handset, actor=actor, at=at, extension=extension)
    equip_seat(person=person, devices=[TELEPHONE], actor=system_account(), at=at)
    return handset


@operation
def open_phone(*, handset: Handset, window: str, actor: Any, at: datetime) -> Handset:
    """A telephone in the browser belongs to the window that was opened last; every other is told to let go."""
    handset = lock(handset)
    require(policies.may_take_call(actor, handset.person))
    handset.window = window
    save(handset, "window")
    audit("handset.opened", handset, actor=actor, at=at)
    announce(f"phone-{handset.person_id}")
    return handset


@operation
def see_telephones(*, connected: Collection[str] | None, actor: Any, at: datetime) -> int:
    """The exchange was started anew and can ring these endpoints so far: whoever's telephone is not among them is
    offered no call. None for everybody, once that time is over. Returns for how many people that was a change."""
    require(policies.may_keep_calls(actor))
    devices = {
        handset.person_id: [TELEPHONE] if connected is None or handset.endpoint in connected else []
        for handset in Handset.objects.filter(is_active=True)
    }
    return equip_seats(devices=devices, actor=actor, at=at)


@operation
def withdraw_handset(*, handset: Handset, actor: Any, at: datetime) -> Handset:
    """Take a telephone away: no call is offered to them, and its password opens nothing any more."""
    handset = lock(handset)
    require(policies.may_give_handset(actor, handset.person))
    handset.is_active, handset.password_number = False, handset.password_number + 1
    save(handset, "is_active", "password_number")
    audit("handset.withdrawn", handset, actor=actor, at=at)
    equip_seat(person=handset.person, devices=[], actor=system_account(), at=at)
    return handset
