"""Reads about forms that any context may make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.core.versions import VersionState, pick_in_force
from civichub.forms.definition import Form
from civichub.forms.models import DraftFile, FormDraft, FormVersion, Payment
from civichub.forms.parsing import parse_form

_published: dict[tuple[int, str], Form] = {}
_checksums: dict[int, str] = {}
KEPT = 512
MOST_WAITING = 50


def form_in_force(key: str, organisation: Any | None, at: datetime) -> FormVersion | None:
    """The version of `key` in force at that moment: the organisation's own, else the shared one, else None."""
    return pick_in_force(FormVersion, key, organisation.pk if organisation else None, at)


def form_by_version(version_id: int) -> Form:
    """The form of a version, read once in this process. Raises `NotFound`, for a bad draft `DefinitionError`."""
    checksum = _checksums.get(version_id)
    if checksum is not None:
        return _published[version_id, checksum]
    version = FormVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound()
    return parsed(version)


def parsed(version: FormVersion) -> Form:
    """The form of a version at hand. Raises `DefinitionError` for a draft with problems."""
    found = _published.get((version.pk, version.checksum))
    if found is not None:
        return found
    found = _parse(version.source)
    if not version.is_draft:
        # The text of a published version cannot change (the table refuses it), so its id alone is enough to find it.
        if len(_published) >= KEPT:
            forget_published()
        _published[version.pk, version.checksum] = found
        _checksums[version.pk] = version.checksum
    return found


def forget_published() -> None:
    """Forget every version that this process has read: for when its database is replaced by another."""
    _published.clear()
    _checksums.clear()


@lru_cache(maxsize=KEPT)
def _parse(source: str) -> Form:
    return parse_form(source)


def form_versions(key: str, organisation: Any | None) -> QuerySet[FormVersion]:
    """Every version of one form of one organisation (None: shared), newest first."""
    return FormVersion.objects.of(key, organisation.pk if organisation else None).order_by("-number")


def forms_editable_by(user: Any) -> QuerySet[FormVersion]:
    """The newest version of each form that `user` may change, and of each shared one to copy, by key."""
    owners = user.organisations_with("forms.edit")
    found = FormVersion.objects.filter(organisation__in=owners) | FormVersion.objects.filter(organisation=None)
    newest = found.order_by("key", "organisation_id", "-number").distinct("key", "organisation_id")
    return newest.select_related("organisation")


def form_version_for(user: Any, version_id: int) -> FormVersion:
    """A version that `user` may open in the editor: their organisation's, or a shared one. Raises `NotFound`."""
    version = FormVersion.objects.select_related("organisation").filter(pk=version_id).first()
    if version is None or not user.holds_anywhere("forms.edit"):
        raise NotFound()
    if version.organisation_id is not None and not user.has_power("forms.edit", version.organisation_id):
        raise NotFound()
    return version


def is_planned(version: FormVersion, at: datetime) -> bool:
    """Whether a published version has yet to come into force."""
    return (
        version.state == VersionState.PUBLISHED and version.effective_from is not None and version.effective_from > at
    )


def draft_by_token(token: str, at: datetime) -> FormDraft | None:
    """The draft behind the token in an address, sent or still open; None when unknown, abandoned or run out."""
    found = FormDraft.objects.select_related("organisation", "form_version").filter(token=token).first()
    if found is None or found.state == "abandoned" or (found.state == "open" and found.expires_at <= at):
        return None
    return found


@dataclass(frozen=True)
class DraftLinkFacts:
    """What a message needs that carries the link to a saved form."""

    email: str
    token: str
    title: str
    organisation: Any
    expires_at: datetime


def draft_link_facts(draft_id: int) -> DraftLinkFacts | None:
    """The link to a draft that is still open and whose owner asked for it by email; None otherwise."""
    draft = FormDraft.objects.select_related("organisation", "form_version").filter(pk=draft_id, state="open").first()
    if draft is None or not draft.email:
        return None
    title = parsed(draft.form_version).title
    return DraftLinkFacts(draft.email, draft.token, title, draft.organisation, draft.expires_at)


def drafts_of(user: Any, at: datetime) -> QuerySet[FormDraft]:
    """What a resident has begun and can go on with, last saved first."""
    found = FormDraft.objects.filter(owner=user, state="open", expires_at__gt=at)
    return found.select_related("form_version", "organisation")


def files_of(draft: FormDraft) -> QuerySet[DraftFile]:
    """The files given with a draft, in the order given. For a case: `content` is the stored file."""
    return DraftFile.objects.filter(draft=draft)


def payment_by_return_token(token: str) -> Payment | None:
    """The payment behind the token in the address that a payer comes back to."""
    return Payment.objects.select_related("draft__organisation", "organisation").filter(return_token=token).first()


def payments_of_draft(draft: FormDraft) -> QuerySet[Payment]:
    """Every payment begun for a draft, newest first."""
    return Payment.objects.filter(draft=draft)


def payments_of_case(case_reference: str) -> QuerySet[Payment]:
    """Every payment for a case, newest first. Look the case up for the user first: this asks nothing."""
    return Payment.objects.filter(case_reference=case_reference)


def payments_by_id(ids: Iterable[int]) -> list[Payment]:
    """These payments, newest first. Whoever names them has asked who may see them."""
    return list(Payment.objects.filter(pk__in=list(ids)))


def payments_to_look_into(user: Any) -> QuerySet[Payment]:
    """Money that fits nothing, in organisations where `user` may refund: paid, and no form sent with it."""
    owners = user.organisations_with("case.assign")
    return Payment.objects.filter(organisation__in=owners, state="paid", case_reference="").order_by("paid_at")


def payments_long_waiting(at: datetime, after: timedelta = timedelta(minutes=10)) -> list[Payment]:
    """Up to 50 payments that have waited for longer than `after`, longest first."""
    waiting = Payment.objects.filter(state="waiting", changed_at__lte=at - after).order_by("changed_at")
    return list(waiting[:MOST_WAITING])
