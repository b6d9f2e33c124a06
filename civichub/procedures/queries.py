"""Reads about procedures that any context may make."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from civichub.core.errors import NotFound
from civichub.core.versions import VersionState, pick_in_force
from civichub.procedures.definition import Procedure
from civichub.procedures.models import ProcedureVersion
from civichub.procedures.parsing import parse_procedure

_published: dict[tuple[int, str], Procedure] = {}
_checksums: dict[int, str] = {}
KEPT = 512


def procedure_in_force(key: str, organisation: Any | None, at: datetime) -> ProcedureVersion | None:
    """The version of `key` in force at that moment: the organisation's own, else the shared one, else None."""
    return pick_in_force(ProcedureVersion, key, organisation.pk if organisation else None, at)


def procedure_by_version(version_id: int) -> Procedure:
    """The procedure of a version, read once in this process. Raises `NotFound`, for a bad draft `DefinitionError`."""
    checksum = _checksums.get(version_id)
    if checksum is not None:
        return _published[version_id, checksum]
    version = ProcedureVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound()
    return parsed(version)


def parsed(version: ProcedureVersion) -> Procedure:
    """The procedure of a version at hand. Raises `DefinitionError` for a draft with problems."""
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
def _parse(source: str) -> Procedure:
    return parse_procedure(source)


def procedure_versions(key: str, organisation: Any | None) -> QuerySet[ProcedureVersion]:
    """Every version of one procedure of one organisation (None: shared), newest first."""
    return ProcedureVersion.objects.of(key, organisation.pk if organisation else None).order_by("-number")


def procedures_editable_by(user: Any) -> QuerySet[ProcedureVersion]:
    """The newest version of each procedure that `user` may change, and of each shared one to copy, by key."""
    owners = user.organisations_with("forms.edit")
    found = ProcedureVersion.objects.filter(organisation__in=owners) | ProcedureVersion.objects.filter(
        organisation=None
    )
    newest = found.order_by("key", "organisation_id", "-number").distinct("key", "organisation_id")
    return newest.select_related("organisation")


def procedure_version_for(user: Any, version_id: int) -> ProcedureVersion:
    """A version that `user` may open in the editor: their organisation's, or a shared one. Raises `NotFound`."""
    version = ProcedureVersion.objects.select_related("organisation").filter(pk=version_id).first()
    if version is None or not user.holds_anywhere("forms.edit"):
        raise NotFound()
    if version.organisation_id is not None and not user.has_power("forms.edit", version.organisation_id):
        raise NotFound()
    return version


def is_planned(version: ProcedureVersion, at: datetime) -> bool:
    """Whether a published version has yet to come into force."""
    return (
        version.state == VersionState.PUBLISHED and version.effective_from is not None and version.effective_from > at
    )


def versions_on_register(register: str) -> dict[int, Procedure]:
    """Every published version whose cases are counted in this register, by id: those of all councils and years."""
    published = ProcedureVersion.objects.exclude(state=VersionState.DRAFT).filter(source__contains="\nregister:")
    found = ((version.pk, parsed(version)) for version in published)
    return {pk: procedure for pk, procedure in found if procedure.register == register}


def registers_known() -> list[str]:
    """The registers that published procedures name, by name."""
    published = ProcedureVersion.objects.exclude(state=VersionState.DRAFT).filter(source__contains="\nregister:")
    return sorted({register for version in published if (register := parsed(version).register)})


def decision_limits_known() -> list[tuple[str, str]]:
    """(key, words) of every decision limit in a procedure in force, each once, by its words."""
    published = ProcedureVersion.objects.filter(state=VersionState.PUBLISHED, effective_until=None)
    limits = {limit.key: limit.label for version in published for limit in parsed(version).decisions}
    return sorted(limits.items(), key=lambda one: one[1])
