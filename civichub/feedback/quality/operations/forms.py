"""Writers of scoring forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.definitions.problems import Problem
from civichub.core.errors import Conflict, Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.core.versions import VERSION_LIFECYCLE, checksum_of, make_room, next_number
from civichub.feedback.quality import policies
from civichub.feedback.quality.models import ScoringFormVersion
from civichub.feedback.quality.parsing import examine
from civichub.feedback.quality.shipped import shipped_sources

MAX_TITLE = 200


@operation
def save_scoring_form_draft(
    *,
    key: str,
    text: str,
    organisation: Any | None,
    actor: Any,
    at: datetime,
    version: ScoringFormVersion | None = None,
    seen_checksum: str = "",
    change_note: str = "",
) -> tuple[ScoringFormVersion, list[Problem]]:
    """Keep `text` as a draft, whatever is wrong with it, and say what is wrong.

    Without `version` a new draft of `key` is begun (`organisation` None: shared by the partnership). Raises `Conflict`
    when somebody else saved since the author saw `seen_checksum`, or when the version is no draft any more.
    """
    owner = organisation.pk if organisation else None
    require(policies.may_edit_scoring_form(actor, version.organisation_id if version else owner))
    form, problems = examine_as(key, text)
    if version is None:
        version = ScoringFormVersion(
            key=key, number=next_number(ScoringFormVersion, key, owner), organisation=organisation,
            created_by=actor, created_at=at,
        )  # fmt: skip
    else:
        version = lock(version)
        if not version.is_draft or (seen_checksum and seen_checksum != version.checksum):
            raise Conflict("Somebody else has saved or published this meanwhile. Copy your changes and open it again.")
    version.source, version.checksum, version.change_note = text, checksum_of(text), change_note[:500]
    version.title = form.title[:MAX_TITLE] if form else version.title
    version.save()
    audit("scoring_form.draft_saved", version, actor=actor, at=at, checksum=version.checksum, problems=len(problems))
    return version, problems


def examine_as(key: str, text: str) -> tuple[Any, list[Problem]]:
    """As `parsing.examine`, where the text must also be that of `key`."""
    form, problems = examine(text)
    if form is not None and form.key != key:
        return None, [Problem(1, 1, f'this is the scoring form "{form.key}", not "{key}"', f"write scoring: {key}")]
    return form, problems


@operation
def publish_scoring_form_version(
    *, version: ScoringFormVersion, actor: Any, at: datetime, effective_from: datetime | None = None
) -> ScoringFormVersion:
    """Bring a draft into use, at once or at `effective_from`; what was in use ends there. Scores keep their version.

    Raises `Invalid` naming the problems while there are any, or when the time has passed.
    """
    version = lock(version)
    require(policies.may_publish_scoring_form(actor, version.organisation_id))
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
    audit("scoring_form.published", version, actor=actor, at=at, key=version.key, effective_from=begins.isoformat())
    return version


@operation
def withdraw_scoring_form_version(
    *, version: ScoringFormVersion, actor: Any, at: datetime, reason: str
) -> ScoringFormVersion:
    """End a version now, or before it begins. Scores that were begun with it are finished with it."""
    version = lock(version)
    require(policies.may_publish_scoring_form(actor, version.organisation_id))
    why = clean_text(reason, field="reason", max_length=500, required=True)
    version.state = VERSION_LIFECYCLE.target(version.state, "withdraw")
    begins = version.effective_from or at
    version.effective_until = min(max(at, begins), version.effective_until or max(at, begins))
    save(version, "state", "effective_until")
    audit("scoring_form.withdrawn", version, actor=actor, at=at, reason=why)
    return version


@operation
def copy_scoring_form_version(
    *, version: ScoringFormVersion, organisation: Any, actor: Any, at: datetime
) -> ScoringFormVersion:
    """A new draft for `organisation` with the text of `version`, to change as its own."""
    copy, _ = save_scoring_form_draft(
        key=version.key, text=version.source, organisation=organisation,
        change_note=f"Copied from version {version.number}", actor=actor, at=at,
    )  # fmt: skip
    return copy


@operation
def load_library(*, actor: Any, at: datetime) -> list[ScoringFormVersion]:
    """Publish every shipped form whose text is not yet the newest shared version; a second call changes nothing."""
    require(policies.may_load_library(actor))
    loaded = []
    for key, text in shipped_sources().items():
        newest = ScoringFormVersion.objects.of(key, None).order_by("-number").first()
        if newest is None or newest.checksum != checksum_of(text):
            draft, _ = save_scoring_form_draft(
                key=key, text=text, organisation=None, change_note="Shipped", actor=actor, at=at
            )
            loaded.append(publish_scoring_form_version(version=draft, actor=actor, at=at))
    return loaded
