"""The only writers of versions of definitions, whatever the kind: drafts, publishing, withdrawing, copying."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civichub.core.audit import audit
from civichub.core.definitions.problems import Problem
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import Event, publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.core.versions import VERSION_LIFECYCLE, DefinitionVersion, checksum_of, make_room, next_number

MAX_TITLE, MAX_NOTE, MAX_REASON = 200, 500, 500
PROBLEMS_TOLD = 5


@dataclass(frozen=True)
class Library:
    """One kind of definition. `word` is what it is called, `opens_with` the first word of its text.

    `examine` gives what a text means, or None with its problems; `shipped` the texts that come with the program, by
    key; `may_edit` and `may_publish` are asked with the organisation's id, None for what the partnership shares;
    `published` is the fact that others may hear.
    """

    word: str
    opens_with: str
    model: type[DefinitionVersion]
    examine: Callable[[str], tuple[Any, list[Problem]]]
    shipped: Callable[[], Mapping[str, str]]
    may_edit: Callable[[Any, int | None], bool]
    may_publish: Callable[[Any, int | None], bool]
    may_load: Callable[[Any], bool]
    published: Callable[[DefinitionVersion], Event] | None = None

    def examine_as(self, key: str, text: str) -> tuple[Any, list[Problem]]:
        """As `examine`, where the text must also be that of `key`."""
        meant, problems = self.examine(text)
        if meant is not None and meant.key != key:
            wrong = f'this is the {self.word} "{meant.key}", not "{key}"'
            return None, [Problem(1, 1, wrong, f"write {self.opens_with}: {key}")]
        return meant, problems

    def act(self, what: str) -> str:
        """The word of an act in the audit, such as `scoring_form.published`."""
        return f"{self.word.replace(' ', '_')}.{what}"


@operation
def save_draft(
    *,
    library: Library,
    key: str,
    text: str,
    organisation: Any | None,
    actor: Any,
    at: datetime,
    version: Any | None = None,
    seen_checksum: str = "",
    change_note: str = "",
) -> tuple[Any, list[Problem]]:
    """Keep `text` as a draft, whatever is wrong with it, and say what is wrong.

    Without `version` a new draft of `key` is begun (`organisation` None: shared by the partnership). With it that draft
    is changed; `seen_checksum` is that of the text the author began from. Raises `Conflict` when somebody else saved
    meanwhile, or when the version is no draft any more.
    """
    meant, problems = library.examine_as(key, text)
    values = {"source": text, "checksum": checksum_of(text), "change_note": change_note[:MAX_NOTE]}
    if meant is not None:
        values["title"] = meant.title[:MAX_TITLE]
    if version is None:
        owner = organisation.pk if organisation else None
        require(library.may_edit(actor, owner))
        version = library.model.objects.create(
            key=key, number=next_number(library.model, key, owner), organisation=organisation, created_by=actor,
            created_at=at, **values,
        )  # fmt: skip
    else:
        version = lock(version)
        require(library.may_edit(actor, version.organisation_id))
        if not version.is_draft or (seen_checksum and seen_checksum != version.checksum):
            raise Conflict("Somebody else has saved or published this meanwhile. Copy your changes and open it again.")
        for name, value in values.items():
            setattr(version, name, value)
        save(version, *values)
    audit(library.act("draft_saved"), version, actor=actor, at=at, checksum=version.checksum, problems=len(problems))
    return version, problems


@operation
def publish_version(
    *, library: Library, version: Any, actor: Any, at: datetime, effective_from: datetime | None = None
) -> Any:
    """Bring a draft into force, at once or at `effective_from`; what was in force ends there.

    Raises `Invalid` naming the problems while there are any, or when the time has passed: nobody may change which rules
    were in force.
    """
    version = lock(version)
    require(library.may_publish(actor, version.organisation_id))
    begins = effective_from or at
    if begins < at:
        raise Invalid({"effective_from": "Choose a time that has not passed."})
    _, problems = library.examine_as(version.key, version.source)
    if problems:
        raise Invalid({"source": " ".join(f"{str(problem).capitalize()}." for problem in problems[:PROBLEMS_TOLD])})
    version.state = VERSION_LIFECYCLE.target(version.state, "publish")
    version.published_by, version.published_at = actor, at
    for ended in make_room(version, begins):
        save(ended, "effective_until")
    save(version, "state", "published_by", "published_at", "effective_from", "effective_until")
    audit(library.act("published"), version, actor=actor, at=at, key=version.key, effective_from=begins.isoformat())
    if library.published:
        publish(library.published(version), at=at)
    return version


@operation
def withdraw_version(*, library: Library, version: Any, actor: Any, at: datetime, reason: str) -> Any:
    """End a version now, or before it begins. What was begun with it keeps it.

    Nothing takes its place by itself: an organisation's own falls back to the shared one.
    """
    version = lock(version)
    require(library.may_publish(actor, version.organisation_id))
    why = clean_text(reason, field="reason", max_length=MAX_REASON)
    if not why:
        raise Invalid({"reason": "Enter why it is withdrawn."})
    version.state = VERSION_LIFECYCLE.target(version.state, "withdraw")
    begins = version.effective_from or at
    version.effective_until = min(max(at, begins), version.effective_until or max(at, begins))
    save(version, "state", "effective_until")
    audit(library.act("withdrawn"), version, actor=actor, at=at, reason=why)
    return version


@operation
def copy_version(*, library: Library, version: Any, organisation: Any, actor: Any, at: datetime) -> Any:
    """A new draft for `organisation` with the text of `version`, to change as its own."""
    copy, _ = save_draft(
        library=library, key=version.key, text=version.source, organisation=organisation,
        change_note=f"Copied from version {version.number}", actor=actor, at=at,
    )  # fmt: skip
    return copy


@operation
def load_shipped(*, library: Library, actor: Any, at: datetime) -> list[Any]:
    """Publish every shipped definition whose text is not yet the newest shared version; the new versions.

    Safe to call at each start: a second call changes nothing. `at` is when they come into force, so that a
    demonstration with a past begins with rules for it.
    """
    require(library.may_load(actor))
    loaded = []
    for key, text in library.shipped().items():
        newest = library.model.objects.of(key, None).order_by("-number").first()
        if newest is None or newest.checksum != checksum_of(text):
            draft, _ = save_draft(
                library=library, key=key, text=text, organisation=None, change_note="Shipped", actor=actor, at=at
            )
            loaded.append(publish_version(library=library, version=draft, actor=actor, at=at))
    return loaded
