"""The only writers of versions of procedures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.definitions.problems import Problem
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.versions import VERSION_LIFECYCLE, checksum_of, make_room, next_number
from civichub.procedures import policies
from civichub.procedures.events import ProcedurePublished
from civichub.procedures.models import ProcedureVersion
from civichub.procedures.parsing import examine
from civichub.procedures.shipped import shipped_sources

MAX_TITLE = 200


@operation
def save_procedure_draft(
    *,
    key: str,
    text: str,
    organisation: Any | None,
    actor: Any,
    at: datetime,
    version: ProcedureVersion | None = None,
    seen_checksum: str = "",
    change_note: str = "",
) -> tuple[ProcedureVersion, list[Problem]]:
    """Keep `text` as a draft, whatever is wrong with it, and say what is wrong.

    Without `version` a new draft of `key` is begun (`organisation` None: shared by the partnership). With it that draft
    is changed; `seen_checksum` is that of the text the author began from. Raises `Conflict` when somebody else saved
    meanwhile, or when the version is no draft any more.
    """
    parsed, problems = examine_as(key, text)
    values = {"source": text, "checksum": checksum_of(text), "change_note": change_note[:500]}
    if parsed is not None:
        values["title"] = parsed.title[:MAX_TITLE]
    if version is None:
        organisation_id = organisation.pk if organisation else None
        require(policies.may_edit_procedure(actor, organisation_id))
        number = next_number(ProcedureVersion, key, organisation_id)
        version = ProcedureVersion.objects.create(
            key=key, number=number, organisation=organisation, created_by=actor, created_at=at, **values
        )
    else:
        version = lock(version)
        require(policies.may_edit_procedure(actor, version.organisation_id))
        if not version.is_draft or (seen_checksum and seen_checksum != version.checksum):
            raise Conflict("Somebody else has saved or published this meanwhile. Copy your changes and open it again.")
        for name, value in values.items():
            setattr(version, name, value)
        save(version, *values)
    audit("procedure.draft_saved", version, actor=actor, at=at, checksum=version.checksum, problems=len(problems))
    return version, problems


def examine_as(key: str, text: str) -> tuple[Any, list[Problem]]:
    """As `parsing.examine`, where the text must also be that of `key`."""
    parsed, problems = examine(text)
    if parsed is not None and parsed.key != key:
        wrong = Problem(1, 1, f'this is the procedure "{parsed.key}", not "{key}"', f"write procedure: {key}")
        return None, [wrong]
    return parsed, problems


@operation
def publish_procedure_version(
    *, version: ProcedureVersion, actor: Any, at: datetime, effective_from: datetime | None = None
) -> ProcedureVersion:
    """Bring a draft into force, at once or at `effective_from`; what was in force ends there.

    Raises `Invalid` naming the problems while there are any, or when the time has passed: nobody may change which rules
    were in force.
    """
    version = lock(version)
    require(policies.may_publish_procedure(actor, version.organisation_id))
    begins = effective_from or at
    if begins < at:
        raise Invalid({"effective_from": "Choose a time that has not passed."})
    _, problems = examine_as(version.key, version.source)
    if problems:
        raise Invalid({"source": " ".join(f"{str(problem).capitalize()}." for problem in problems[:5])})
    version.state = VERSION_LIFECYCLE.target(version.state, "publish")
    version.published_by, version.published_at = actor, at
    for ended in make_room(version, begins):
        save(ended, "effective_until")
    save(version, "state", "published_by", "published_at", "effective_from", "effective_until")
    audit("procedure.published", version, actor=actor, at=at, key=version.key, effective_from=begins.isoformat())
    publish(ProcedurePublished(version_id=version.pk, key=version.key), at=at)
    return version


@operation
def withdraw_procedure_version(*, version: ProcedureVersion, actor: Any, at: datetime, reason: str) -> ProcedureVersion:
    """End a version now, or before it begins. Cases that began with it keep it.

    Nothing takes its place by itself: an organisation's own falls back to the shared one.
    """
    version = lock(version)
    require(policies.may_publish_procedure(actor, version.organisation_id))
    if not reason.strip():
        raise Invalid({"reason": "Enter why it is withdrawn."})
    version.state = VERSION_LIFECYCLE.target(version.state, "withdraw")
    begins = version.effective_from or at
    version.effective_until = min(max(at, begins), version.effective_until or max(at, begins))
    save(version, "state", "effective_until")
    audit("procedure.withdrawn", version, actor=actor, at=at, reason=reason.strip()[:500])
    return version


@operation
def copy_procedure_version(
    *, version: ProcedureVersion, organisation: Any, actor: Any, at: datetime
) -> ProcedureVersion:
    """A new draft for `organisation` with the text of `version`, to change as its own."""
    require(policies.may_edit_procedure(actor, organisation.pk))
    copy = ProcedureVersion.objects.create(
        key=version.key,
        number=next_number(ProcedureVersion, version.key, organisation.pk),
        organisation=organisation,
        title=version.title,
        source=version.source,
        checksum=version.checksum,
        change_note=f"Copied from version {version.number}",
        created_by=actor,
        created_at=at,
    )
    audit("procedure.copied", copy, actor=actor, at=at, from_version=version.pk)
    return copy


@operation
def load_library(*, actor: Any, at: datetime) -> list[ProcedureVersion]:
    """Publish every shipped procedure whose text is not yet the newest shared version; the new versions.

    Safe to call at each start: a second call changes nothing. `at` is when they come into force, so that a
    demonstration with a past begins with rules for it.
    """
    require(policies.may_load_library(actor))
    loaded = []
    for key, text in shipped_sources().items():
        newest = ProcedureVersion.objects.of(key, None).order_by("-number").first()
        if newest is not None and newest.checksum == checksum_of(text):
            continue
        draft, _ = save_procedure_draft(
            key=key, text=text, organisation=None, change_note="Shipped", actor=actor, at=at
        )
        loaded.append(publish_procedure_version(version=draft, actor=actor, at=at))
        audit("procedure.shipped", draft, actor=actor, at=at, key=key)
    return loaded
