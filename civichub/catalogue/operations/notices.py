"""Declaring that a service is not as usual somewhere, saying so anew, and taking it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civichub.catalogue import policies
from civichub.catalogue.events import NoticeChanged
from civichub.catalogue.models import NoticeChannel, Service, ServiceNotice
from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.live import announce
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text

TOPIC = "notices"
"""What open screens hear when a notice begins, changes or is taken back."""
LONGEST = timedelta(days=90)
MOST_PLACES = 60


@dataclass(frozen=True)
class NoticeWords:
    """What is said, about which services (none: all), where it is said, and until when."""

    title: str
    text: str
    ends_at: datetime
    services: tuple[Service, ...] = ()
    channels: tuple[str, ...] = (NoticeChannel.DESK, NoticeChannel.PORTAL)


@operation
def declare_notice(
    *,
    organisation: Any,
    words: NoticeWords,
    actor: Any,
    at: datetime,
    streets: Collection[Any] = (),
    areas: Collection[Any] = (),
    begins_at: datetime | None = None,
) -> ServiceNotice:
    """Tell everybody at these streets and areas, or with neither in the whole organisation, from now or `begins_at`.

    A notice always ends: whoever needs it longer extends it. Raises `Invalid` by field.
    """
    require(policies.may_declare_notice(actor, organisation.pk))
    begins = begins_at or at
    said = _checked(words, begins)
    if begins < at - timedelta(minutes=5):
        raise Invalid({"begins_at": "Choose a time that has not passed."})
    if len(streets) + len(areas) > MOST_PLACES:
        raise Invalid({"streets": f"Name at most {MOST_PLACES} streets and wards; choose a ward, or everywhere."})
    notice = ServiceNotice.objects.create(
        organisation=organisation,
        street_ids=sorted(street.pk for street in streets),
        area_codes=sorted({f"{area.kind}:{area.code}" for area in areas}),
        everywhere=not streets and not areas,
        place_words=_place_words(organisation, streets, areas),
        begins_at=begins,
        declared_by=actor,
        declared_at=at,
        **said,
    )
    audit("notice.declared", notice, actor=actor, at=at, title=notice.title, place=notice.place_words)
    _tell(notice, at)
    return notice


@operation
def change_notice(*, notice: ServiceNotice, words: NoticeWords, actor: Any, at: datetime) -> ServiceNotice:
    """Say it anew, longer or shorter; another place is another notice. Raises `Invalid`, `Conflict`."""
    notice = lock(notice)
    require(policies.may_declare_notice(actor, notice.organisation_id))
    if notice.withdrawn_at or notice.ends_at <= at:
        raise Conflict("This notice is over. Declare a new one.")
    said = _checked(words, max(notice.begins_at, at))
    for name, value in said.items():
        setattr(notice, name, value)
    notice.changed_at = at
    save(notice, *said, "changed_at")
    audit("notice.changed", notice, actor=actor, at=at, title=notice.title, until=notice.ends_at.isoformat())
    _tell(notice, at)
    return notice


@operation
def withdraw_notice(*, notice: ServiceNotice, why: str, actor: Any, at: datetime) -> ServiceNotice:
    """It is over, or was wrong. The row stays, for whoever asks what was said."""
    notice = lock(notice)
    require(policies.may_declare_notice(actor, notice.organisation_id))
    if notice.withdrawn_at:
        raise Conflict("This notice has been withdrawn already.")
    notice.withdrawn_why = clean_text(why, field="why", max_length=300, required=True)
    notice.withdrawn_at, notice.withdrawn_by = at, actor
    save(notice, "withdrawn_at", "withdrawn_by", "withdrawn_why")
    audit("notice.withdrawn", notice, actor=actor, at=at, why=notice.withdrawn_why)
    _tell(notice, at)
    return notice


def _tell(notice: ServiceNotice, at: datetime) -> None:
    publish(NoticeChanged(notice_id=notice.pk, organisation_id=notice.organisation_id), at=at)
    announce(TOPIC)


def _checked(words: NoticeWords, begins: datetime) -> dict[str, Any]:
    if not begins < words.ends_at <= begins + LONGEST:
        raise Invalid({"ends_at": f"Choose when it ends: after it begins, and within {LONGEST.days} days."})
    if not words.channels or set(words.channels) - set(NoticeChannel.values):
        raise Invalid({"channels": "Choose where it is said."})
    return {
        "title": clean_text(words.title, field="title", max_length=120, required=True),
        "text": clean_text(words.text, field="text", max_length=1_000, required=True, lines=True),
        "service_ids": sorted(service.pk for service in words.services),
        "channels": sorted(set(words.channels)),
        "ends_at": words.ends_at,
    }


def _place_words(organisation: Any, streets: Iterable[Any], areas: Iterable[Any]) -> str:
    names = [str(street) for street in streets] + [area.name for area in areas]
    if not names:
        return f"Everywhere in {organisation.name}"[:300]
    shown = ", ".join(names[:4])
    return (f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown)[:300]
