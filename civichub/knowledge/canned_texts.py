"""Reads of words that are written often: what is offered while somebody writes, and what a person may change."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from civichub.knowledge.models import CannedText
from civichub.knowledge.policies import WRITES_TEXTS

MOST_LOOKED_AT = 200


def canned_texts_for(
    organisation_id: int, channel: str, *, service_id: int | None = None, language: str = "en", words: str = ""
) -> list[CannedText]:
    """What is offered on a channel ("email", "letter", "chat"), in that language and for that service first.

    Texts for other services are left out. Of `words` each must be in the title or the text.
    """
    fits = Q(service=None) | Q(service=service_id)
    found = CannedText.objects.filter(fits, organisation=organisation_id, channels__contains=[channel], is_active=True)
    for word in words.split()[:5]:
        found = found.filter(Q(title__icontains=word) | Q(body__icontains=word))
    order = {True: 0, False: 1}
    return sorted(
        found[:MOST_LOOKED_AT],
        key=lambda one: (order[one.language == language], order[one.service_id is not None], one.title.lower()),
    )


def canned_texts_written_by(user: Any) -> QuerySet[CannedText]:
    """The texts that this person may change, by title."""
    theirs = reduce(or_, (user.organisations_with(power) for power in WRITES_TEXTS))
    found = CannedText.objects.filter(organisation__in=theirs, is_active=True)
    return found.select_related("organisation", "service")
