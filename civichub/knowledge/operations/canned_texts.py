"""Words that are written often, whatever the channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.knowledge import policies
from civichub.knowledge.models import CannedText, TextChannel

_BLANK = re.compile(r"\{[a-z_]+\}")
MOST_TITLE, MOST_TEXT = 120, 10_000
MOST_IN_CHAT = 2_000  # as long as one line of a chat may be


@operation
def write_canned_text(
    *,
    organisation: Any,
    title: str,
    body: str,
    channels: Sequence[str],
    actor: Any,
    at: datetime,
    service: Any = None,
    language: str = "en",
    canned: CannedText | None = None,
) -> CannedText:
    """Keep words that are written often, or change them. A withdrawn text of that title comes back with these words.

    Raises `Invalid` naming the field.
    """
    require(policies.may_write_canned_text(actor, organisation.pk))
    title = clean_text(title, field="title", max_length=MOST_TITLE, required=True)
    if not channels or set(channels) - set(TextChannel.values):
        raise Invalid({"channels": "Choose where it is offered."})
    most = MOST_IN_CHAT if TextChannel.CHAT in channels else MOST_TEXT
    body = clean_text(body, field="body", max_length=most, required=True, lines=True)
    if TextChannel.CHAT in channels and (blank := _BLANK.search(body)):
        raise Invalid({"body": f"Take out {blank[0]}, or do not offer it in webchat: nothing is filled in there."})
    same = CannedText.objects.filter(organisation=organisation, title__iexact=title, language=language)
    there = (same.exclude(pk=canned.pk) if canned else same).first()
    if there is not None and (there.is_active or canned is not None):
        raise Invalid({"title": "There is a text with this title already."})
    kept = lock(canned or there) if canned or there else CannedText(organisation=organisation)
    require(kept.organisation_id == organisation.pk)
    kept.title, kept.body, kept.service, kept.language, kept.is_active = title, body, service, language, True
    kept.channels = sorted(set(channels))
    kept.save()
    audit("canned_text.written", kept, actor=actor, at=at, channels=kept.channels)
    return kept


@operation
def withdraw_canned_text(*, canned: CannedText, actor: Any, at: datetime) -> CannedText:
    """Offer it no more. Writing it again brings it back."""
    canned = lock(canned)
    require(policies.may_write_canned_text(actor, canned.organisation_id))
    canned.is_active = False
    save(canned, "is_active")
    audit("canned_text.withdrawn", canned, actor=actor, at=at)
    return canned
