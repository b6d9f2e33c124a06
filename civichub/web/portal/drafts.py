"""Finding the form that somebody is filling in, and saying which page comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from civichub.accounts.queries import system_account
from civichub.catalogue.queries import service_by_id
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.forms.definition import CHECK_ANSWERS, Form
from civichub.forms.engine import Walk, amount_due_now_pence, walk
from civichub.forms.models import FormDraft
from civichub.forms.operations.drafts import form_of, paid_pence
from civichub.forms.queries import draft_by_token
from civichub.web.portal.visitor import resident_of

LONGEST_TOKEN = 40


class SignInFirst(Exception):
    """This form belongs to somebody's account, and nobody has signed in."""


@dataclass(frozen=True)
class Filling:
    """A form being filled in, and who does it. `way` is the walk through it that its answers lead."""

    draft: FormDraft
    form: Form
    way: Walk
    actor: Any
    at: datetime

    @property
    def today(self) -> date:
        """The London day of this request."""
        return london_date(self.at)

    @property
    def token(self) -> str:
        """What its addresses carry."""
        return self.draft.token

    @property
    def context(self) -> Mapping[str, Any]:
        """What was put in when it was begun."""
        return self.draft.context

    @property
    def service(self) -> Any:
        """The service that it asks for. Raises `NotFound` when that has gone."""
        found = service_by_id(int(self.context.get("service") or 0))
        if found is None:
            raise NotFound
        return found

    @property
    def to_pay_pence(self) -> int:
        """What has still to be paid before it can be sent."""
        due = amount_due_now_pence(self.form, self.way.answers, today=self.today)
        return due if due > paid_pence(self.draft) else 0

    def url(self, name: str, *args: str) -> str:
        """An address of this form."""
        return reverse(name, args=[self.token, *args])

    def page_url(self, key: str, *, changing: bool = False) -> str:
        """The address of a page, or of check answers."""
        if key == CHECK_ANSWERS:
            return self.url("check-answers")
        return self.url("form-page", key) + ("?change=1" if changing else "")

    @property
    def resume_url(self) -> str:
        """Where to go on: the first page without an answer, else check answers."""
        if self.way.incomplete:
            return self.page_url(self.way.incomplete[0])
        return self.url("not-eligible") if self.way.refusal else self.url("check-answers")


def filling_of(request: HttpRequest, token: str) -> Filling:
    """The form behind the token in an address. Raises `NotFound`, or `SignInFirst` for one of an account."""
    at = timezone.now()
    draft = draft_by_token(token, at) if len(token) <= LONGEST_TOKEN and token.isprintable() else None
    if draft is None:
        raise NotFound
    resident = resident_of(request)
    if draft.owner_id is not None and (resident is None or resident.pk != draft.owner_id):
        if resident is None:
            raise SignInFirst
        raise NotFound
    form = form_of(draft)
    way = walk(form, draft.answers, today=london_date(at))
    return Filling(draft, form, way, resident or system_account(), at)


def again(filling: Filling, draft: FormDraft) -> Filling:
    """The same after a change."""
    way = walk(filling.form, draft.answers, today=filling.today)
    return Filling(draft, filling.form, way, filling.actor, filling.at)
