"""The case somebody follows: by the link we sent them, or as their own when they are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.cases.models import Case
from civichub.cases.queries import case_by_reference, case_for_resident
from civichub.core.errors import NotFound
from civichub.notifications.links import read_track_link
from civichub.web.portal.visitor import resident_of


@dataclass(frozen=True)
class Tracked:
    """`may_act`: answer, add a file, reopen, withdraw; somebody who only follows may look. `actor` acts for them."""

    case: Case
    may_act: bool
    actor: Any
    at: datetime
    token: str = ""

    @property
    def is_own(self) -> bool:
        """Whether they are signed in as the person whose case it is."""
        return not self.token

    def url(self, name: str, *args: str) -> str:
        """An address below this case's page: ``""`` for the page itself."""
        base = "track-link" if self.token else "account-case"
        return reverse(f"{base}-{name}" if name else base, args=[self.token or self.case.reference, *args])


def tracked_of(request: HttpRequest, *, token: str = "", reference: str = "") -> Tracked:
    """By the token of a link, or by reference as the signed-in resident's own. Raises `NotFound`, the same for all."""
    at = timezone.now()
    if token:
        link = read_track_link(token)
        case = case_by_reference(link.reference) if link else None
        if case is None or link is None or (link.role != "reporter" and case.sensitive):
            raise NotFound
        return Tracked(case, link.role == "reporter", system_account(), at, token)
    resident = resident_of(request)
    case = case_for_resident(resident, reference) if resident is not None else None
    if case is None:
        raise NotFound
    return Tracked(case, True, resident, at)
