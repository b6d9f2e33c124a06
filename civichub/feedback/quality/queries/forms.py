"""Reads of scoring forms."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.core.versions import VersionState, pick_in_force
from civichub.feedback.quality.definition import ScoringForm
from civichub.feedback.quality.models import ScoringFormVersion
from civichub.feedback.quality.parsing import parse_scoring_form


def scoring_form_in_force(key: str, organisation: Any | None, at: datetime) -> ScoringFormVersion | None:
    """The version of `key` in force at that moment: the organisation's own, else the shared one, else None."""
    return pick_in_force(ScoringFormVersion, key, organisation.pk if organisation else None, at)


def scoring_form_for(contact: Any, at: datetime) -> ScoringFormVersion | None:
    """The form by which a contact of this channel is scored now: the organisation's own first, else a shared one."""
    keys = ScoringFormVersion.objects.in_force(at).values_list("key", flat=True).order_by("key").distinct()
    found = [scoring_form_in_force(key, contact.organisation, at) for key in keys]
    fitting = [one for one in found if one is not None and contact.channel in parsed(one).channels]
    return min(fitting, key=lambda one: one.organisation_id is None, default=None)


def parsed(version: ScoringFormVersion) -> ScoringForm:
    """The form of a version at hand. Raises `DefinitionError` for a draft with problems."""
    return _parse(version.source)


@lru_cache(maxsize=128)
def _parse(source: str) -> ScoringForm:
    return parse_scoring_form(source)


def scoring_form_versions(key: str, organisation: Any | None) -> QuerySet[ScoringFormVersion]:
    """Every version of one form of one organisation (None: shared), newest first."""
    return ScoringFormVersion.objects.of(key, organisation.pk if organisation else None).order_by("-number")


def scoring_forms_editable_by(user: Any) -> QuerySet[ScoringFormVersion]:
    """The newest version of each form that `user` may change, and of each shared one to copy, by key."""
    owned = ScoringFormVersion.objects.filter(organisation__in=user.organisations_with("forms.edit"))
    found = owned | ScoringFormVersion.objects.filter(organisation=None)
    newest = found.order_by("key", "organisation_id", "-number").distinct("key", "organisation_id")
    return newest.select_related("organisation")


def scoring_form_version_for(user: Any, version_id: int) -> ScoringFormVersion:
    """A version that `user` may open in the editor: their organisation's, or a shared one. Raises `NotFound`."""
    version = ScoringFormVersion.objects.select_related("organisation").filter(pk=version_id).first()
    if version is None or not user.holds_anywhere("forms.edit"):
        raise NotFound()
    if version.organisation_id is not None and not user.has_power("forms.edit", version.organisation_id):
        raise NotFound()
    return version


def form_choices(organisation: Any, at: datetime) -> list[tuple[str, str]]:
    """The forms that a rule of this organisation can name, as (key, title)."""
    found = ScoringFormVersion.objects.in_force(at).exclude(state=VersionState.DRAFT)
    found = found.filter(organisation=organisation) | found.filter(organisation=None)
    return sorted({version.key: version.title for version in found.order_by("-organisation_id")}.items())
