"""Reads of templates and notices, and which text is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from civichub.core.errors import NotFound
from civichub.core.models import StoredEvent
from civichub.delivery.states import Channel
from civichub.notifications.models import MessageTemplate, Notice, TeamNotice
from civichub.notifications.placeholders import EVENT_KINDS, EventKind, event_kind
from civichub.notifications.planning import Due
from civichub.notifications.shipped import Text, shipped_text

ENGLISH = "en"


@dataclass(frozen=True)
class Told:
    """One line of "who was told" on a case's page. `message_id` is None for somebody who was not told."""

    event_key: str
    label: str
    recipient: str
    message_id: int | None
    reason: str
    at: datetime


def text_for(
    event_key: str, *, channel: str, language: str, organisation_id: int | None, service_slug: str, at: datetime
) -> Text | None:
    """The words to use, or None when there are none for this channel.

    In the person's language if there are any, else in English. In each: the council's text for the service, then any
    text for the service, then the council's own, then the hub's. A letter without words of its own uses the email's.
    """
    kind = event_kind(event_key)
    keys = [event_key, *([kind.key] if kind.key != event_key else [])]
    channels = [channel, Channel.EMAIL.value] if channel == Channel.LETTER else [channel]
    rows = _in_force(keys, channels, [language, ENGLISH], organisation_id, service_slug, at)
    for spoken in dict.fromkeys((language, ENGLISH)):
        for medium in channels:
            for key in keys:
                fits = [row for row in rows if (row.event_key, row.channel, row.language) == (key, medium, spoken)]
                if fits:
                    return _text(max(fits, key=_nearness))
            if found := shipped_text(event_key, medium, spoken):
                return found
    return None


def _in_force(
    keys: list[str], channels: list[str], languages: list[str], organisation_id: int | None, service: str, at: datetime
) -> list[MessageTemplate]:
    scope = Q(organisation=None) | Q(organisation=organisation_id)
    found = MessageTemplate.objects.filter(
        scope,
        event_key__in=keys,
        channel__in=channels,
        language__in=languages,
        service_slug__in=["", service],
        effective_from__lte=at,
        withdrawn_at=None,
    )
    return list(found)


def _nearness(row: MessageTemplate) -> tuple[bool, bool, datetime, int]:
    """The nearer scope wins, and within one the version that came into force last."""
    return bool(row.service_slug), row.organisation_id is not None, row.effective_from, row.version


def _text(row: MessageTemplate) -> Text:
    scope = "/".join(filter(None, (row.event_key, row.channel, row.language, row.service_slug)))
    return Text(scope[:120], row.version, row.language, row.subject, row.body)


def texts_by_channel(
    event_key: str, *, language: str, organisation_id: int | None, service_slug: str, at: datetime
) -> dict[str, Text]:
    """The words for every channel by which this event may be told."""
    found = {}
    for channel in event_kind(event_key).channels:
        text = text_for(
            event_key,
            channel=channel,
            language=language,
            organisation_id=organisation_id,
            service_slug=service_slug,
            at=at,
        )
        if text is not None:
            found[channel] = text
    return found


def is_known(event_key: str) -> bool:
    """Whether there is any text for this key: the hub's own or a council's."""
    return event_key in EVENT_KINDS or MessageTemplate.objects.filter(event_key=event_key).exists()


def event_kinds() -> list[EventKind]:
    """Every event for which the hub ships words, in the order of the reference page."""
    return list(EVENT_KINDS.values())


def templates_for(user: Any) -> QuerySet[MessageTemplate]:
    """The councils' own texts that `user` may change, newest version first."""
    allowed = MessageTemplate.objects.all() if user.is_system else MessageTemplate.objects.filter(
        organisation__in=user.organisations_with("messages.edit")
    )  # fmt: skip
    return allowed.select_related("organisation", "created_by")


def template_for(user: Any, template_id: int) -> MessageTemplate:
    """One of them. Raises `NotFound`."""
    found = templates_for(user).filter(pk=template_id).first()
    if found is None:
        raise NotFound()
    return found


def told_about(case_id: int) -> list[Told]:
    """Who was told what about a case, and who was not and why, newest first. The caller checked who may see it."""
    rows = Notice.objects.filter(case=case_id)[:200]
    return [
        Told(row.event_key, event_kind(row.event_key).label, row.recipient, row.message_id, row.reason, row.at)
        for row in rows
    ]


def not_told(user: Any) -> QuerySet[Notice]:
    """People who were not told or whose message did not arrive: somebody should call them. For the organisations
    where `user` may see what was sent."""
    missed = Q(message=None) | Q(undelivered_at__isnull=False)
    found = Notice.objects.filter(missed, organisation__in=user.organisations_with("delivery.view"))
    sensitive = user.organisations_with("case.view_sensitive")
    found = found.filter(Q(case__sensitive=False) | Q(organisation__in=sensitive))
    return found.select_related("organisation", "case")


def came_back(case_id: int, channel: str, address: str) -> bool:
    """Whether a message about this case to that address did not arrive."""
    missed = Notice.objects.filter(case=case_id, undelivered_at__isnull=False, message__channel=channel)
    return missed.filter(message__to_address__iexact=address).exists()


def teams_waiting_for_summary() -> list[int]:
    """Ids of the teams for which something waits."""
    return list(TeamNotice.objects.filter(message=None).order_by().values_list("team", flat=True).distinct())


def notice_of_message(message_id: int) -> Notice | None:
    """The notice behind a message, if it was about a case."""
    return Notice.objects.filter(message=message_id).first()


def messages_due(case_id: int, *, to: str, at: datetime) -> list[Due]:
    """Everything the case's procedure wanted said to `to` at that very moment: one step may cause several."""
    found = StoredEvent.objects.filter(name="cases.MessageDue", at=at, payload__case_id=case_id, payload__to=to)
    return [Due(row.payload["template"], row.payload["cause"]) for row in found.order_by("pk")]
