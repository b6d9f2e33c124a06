"""Versions: drafts with faults, what is in force when, and that what was published stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from civichub.commands.libraries import load_all, main
from civichub.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionRefused
from civichub.core.models import AuditEntry, StoredEvent
from civichub.feedback.quality.queries.forms import scoring_form_in_force
from civichub.procedures.models import ProcedureVersion
from civichub.procedures.operations import (
    copy_procedure_version,
    load_library,
    publish_procedure_version,
    save_procedure_draft,
    withdraw_procedure_version,
)
from civichub.procedures.queries import (
    parsed,
    procedure_by_version,
    procedure_in_force,
    procedure_version_for,
    procedures_editable_by,
)
from civichub.procedures.shipped import shipped_sources
from tests.factories.world import World

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATER = AT + timedelta(days=7)
TEXT = shipped_sources()["pothole"]


def draft(world: World, text: str = TEXT, organisation: object = "county", **more: object) -> ProcedureVersion:
    owner = world.county if organisation == "county" else organisation
    actor = world.people["manager"] if owner is not None else world.system
    version, _ = save_procedure_draft(key="pothole", text=text, organisation=owner, actor=actor, at=AT, **more)
    return version


def test_a_draft_with_faults_is_kept_and_the_faults_are_told(world: World) -> None:
    text = TEXT.replace("to: inspecting", "to: inspektion")
    version, problems = save_procedure_draft(
        key="pothole", text=text, organisation=world.county, actor=world.people["manager"], at=AT
    )
    assert version.source == text
    assert version.is_draft
    assert any("inspektion" in str(problem) for problem in problems)
    with pytest.raises(Invalid, match="inspektion"):
        publish_procedure_version(version=version, actor=world.people["manager"], at=AT)


def test_a_text_of_another_procedure_is_not_taken_for_this_one(world: World) -> None:
    _, problems = save_procedure_draft(
        key="pothole", text=shipped_sources()["missed-bin"], organisation=None, actor=world.system, at=AT
    )
    assert str(problems[0]) == 'line 1: this is the procedure "missed-bin", not "pothole"; write procedure: pothole'


def test_publishing_brings_it_into_force_and_ends_the_one_before(world: World) -> None:
    manager = world.people["manager"]
    first = publish_procedure_version(version=draft(world), actor=manager, at=AT)
    second = publish_procedure_version(version=draft(world), actor=manager, at=AT, effective_from=LATER)
    first.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert (first.effective_until, second.effective_until) == (LATER, None)
    assert procedure_in_force("pothole", world.county, AT) == first
    assert procedure_in_force("pothole", world.county, LATER - timedelta(microseconds=1)) == first
    assert procedure_in_force("pothole", world.county, LATER) == second
    assert procedure_in_force("pothole", world.county, AT - timedelta(seconds=1)) is None
    assert StoredEvent.objects.filter(name="procedures.ProcedurePublished", payload__version_id=second.pk).exists()
    assert AuditEntry.objects.filter(action="procedure.published", subject_id=second.pk, actor=manager).exists()


def test_one_published_before_a_planned_one_fits_in_between(world: World) -> None:
    manager = world.people["manager"]
    planned = publish_procedure_version(version=draft(world), actor=manager, at=AT, effective_from=LATER)
    now = publish_procedure_version(version=draft(world), actor=manager, at=AT)
    assert (now.effective_from, now.effective_until) == (AT, LATER)
    assert procedure_in_force("pothole", world.county, LATER) == planned


def test_two_published_for_the_same_moment_leave_the_later_one(world: World) -> None:
    manager = world.people["manager"]
    publish_procedure_version(version=draft(world), actor=manager, at=AT)
    second = publish_procedure_version(version=draft(world), actor=manager, at=AT)
    assert procedure_in_force("pothole", world.county, AT) == second


def test_nobody_changes_which_rules_were_in_force(world: World) -> None:
    with pytest.raises(Invalid, match="has not passed"):
        publish_procedure_version(
            version=draft(world), actor=world.people["manager"], at=AT, effective_from=AT - timedelta(hours=1)
        )


def test_an_organisations_own_goes_before_the_shared_one(world: World) -> None:
    shared = publish_procedure_version(version=draft(world, organisation=None), actor=world.system, at=AT)
    assert procedure_in_force("pothole", world.county, AT) == shared
    own = copy_procedure_version(version=shared, organisation=world.county, actor=world.people["manager"], at=AT)
    assert (own.source, own.is_draft, own.number) == (shared.source, True, 1)
    own = publish_procedure_version(version=own, actor=world.people["manager"], at=AT)
    assert procedure_in_force("pothole", world.county, AT) == own
    assert procedure_in_force("pothole", world.lowton, AT) == shared
    assert procedure_in_force("pothole", None, AT) == shared


def test_a_withdrawn_version_was_in_force_until_then(world: World) -> None:
    manager = world.people["manager"]
    version = publish_procedure_version(version=draft(world), actor=manager, at=AT)
    with pytest.raises(Invalid, match="why"):
        withdraw_procedure_version(version=version, actor=manager, at=LATER, reason=" ")
    withdraw_procedure_version(version=version, actor=manager, at=LATER, reason="Wrong deadline")
    assert procedure_in_force("pothole", world.county, LATER) is None
    assert procedure_in_force("pothole", world.county, AT) == version
    with pytest.raises(TransitionRefused):
        withdraw_procedure_version(version=version, actor=manager, at=LATER, reason="Again")
    assert procedure_by_version(version.pk).key == "pothole"


def test_a_planned_version_can_be_withdrawn_before_it_begins(world: World) -> None:
    manager = world.people["manager"]
    planned = publish_procedure_version(version=draft(world), actor=manager, at=AT, effective_from=LATER)
    withdraw_procedure_version(version=planned, actor=manager, at=AT, reason="Not yet")
    assert procedure_in_force("pothole", world.county, LATER) is None


def test_the_database_refuses_two_versions_in_force_at_once(world: World) -> None:
    version = publish_procedure_version(version=draft(world), actor=world.people["manager"], at=AT)
    other = draft(world)
    with pytest.raises(IntegrityError, match="one_procedure_version_in_force"), transaction.atomic():
        ProcedureVersion.objects.filter(pk=other.pk).update(state="published", effective_from=version.effective_from)


def test_the_database_keeps_a_published_text_for_good(world: World) -> None:
    version = publish_procedure_version(version=draft(world), actor=world.people["manager"], at=AT)
    with pytest.raises(DatabaseError, match="keeps its text"), transaction.atomic():
        ProcedureVersion.objects.filter(pk=version.pk).update(source="procedure: other")
    with pytest.raises(DatabaseError, match="keeps its text"), transaction.atomic():
        version.delete()


def test_somebody_elses_changes_are_not_overwritten(world: World) -> None:
    manager = world.people["manager"]
    version = draft(world)
    seen = version.checksum
    save = {"key": "pothole", "organisation": None, "version": version, "actor": manager, "at": AT}
    changed, _ = save_procedure_draft(text=TEXT + "\n# mine\n", seen_checksum=seen, **save)
    with pytest.raises(Conflict):
        save_procedure_draft(text=TEXT + "\n# theirs\n", seen_checksum=seen, **save)
    publish_procedure_version(version=changed, actor=manager, at=AT)
    with pytest.raises(Conflict):
        save_procedure_draft(text=TEXT, **save)


@pytest.mark.parametrize("who", ["officer", "advisor", "district", "stranger", "councillor"])
def test_who_may_not_change_procedures(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        save_procedure_draft(key="pothole", text=TEXT, organisation=world.county, actor=world.people[who], at=AT)
    version = draft(world)
    with pytest.raises(NotAllowed):
        publish_procedure_version(version=version, actor=world.people[who], at=AT)


def test_shared_ones_come_with_the_hub_and_a_manager_copies_them(world: World) -> None:
    with pytest.raises(NotAllowed):
        save_procedure_draft(key="pothole", text=TEXT, organisation=None, actor=world.people["manager"], at=AT)


def test_the_editor_shows_ones_own_and_the_shared_and_nothing_of_others(world: World) -> None:
    shared, own = draft(world, organisation=None), draft(world)
    foreign, _ = save_procedure_draft(key="pothole", text=TEXT, organisation=world.lowton, actor=world.system, at=AT)
    manager = world.fresh("manager")
    listed = set(procedures_editable_by(manager).filter(key="pothole"))
    assert listed == {shared, own}
    assert procedure_version_for(manager, own.pk) == own
    for hidden in (foreign.pk, 999_999):
        with pytest.raises(NotFound):
            procedure_version_for(manager, hidden)
    with pytest.raises(NotFound):
        procedure_version_for(world.fresh("officer"), own.pk)


def test_a_published_procedure_is_read_once_and_then_without_a_query(
    world: World, django_assert_num_queries: object
) -> None:
    version = publish_procedure_version(version=draft(world), actor=world.people["manager"], at=AT)
    first = procedure_by_version(version.pk)
    with django_assert_num_queries(0):
        assert procedure_by_version(version.pk) is first
    assert parsed(version) is first
    with pytest.raises(NotFound):
        procedure_by_version(999_999)


def test_the_library_is_loaded_once_and_again_only_what_changed(world: World) -> None:
    loaded = load_library(actor=world.system, at=AT)
    assert {version.key for version in loaded} == set(shipped_sources())
    assert load_library(actor=world.system, at=LATER) == []
    assert procedure_in_force("blue-badge", world.lowton, AT) is not None
    with pytest.raises(NotAllowed):
        load_library(actor=world.people["manager"], at=AT)


def test_one_command_brings_every_shipped_library_in_and_a_second_time_nothing(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    assert "up to date" not in capsys.readouterr().out
    assert scoring_form_in_force("conversation", None, timezone.now())
    assert set(load_all(timezone.now()).values()) == {0}
