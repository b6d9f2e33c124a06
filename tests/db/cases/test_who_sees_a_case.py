"""Deny by default: own body, agreement, own case; nothing else, anywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civichub.cases.models import Case
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.steps import move_case
from civichub.cases.queries import CaseFilter, case_page, get_case_for, record_of, similar_cases
from civichub.cases.sharing import access_to
from civichub.core.errors import NotAllowed, NotFound
from civichub.organisations.operations import end_sharing
from tests.factories.world import NOON, World, make_case, share

LATER = NOON + timedelta(hours=2)


def seen_by(world: World, who: str) -> set[str]:
    user = world.fresh(who)
    seen = Case.objects.visible_to(user)
    for case in Case.objects.all():
        assert (access_to(user, case) is not None) == (case in seen), "the two ways to ask must agree"
    return {case.service.slug for case in seen}


@pytest.fixture
def cases(world: World) -> dict[str, Case]:
    return {slug: make_case(world, slug) for slug in world.services}


def test_each_body_sees_its_own_and_sensitive_ones_need_a_power(world: World, cases: dict[str, Case]) -> None:
    assert seen_by(world, "officer") == {"pothole"}
    assert seen_by(world, "care") == {"pothole", "social-care"}
    assert seen_by(world, "governance") == {"pothole", "social-care"}
    assert seen_by(world, "advisor") == {"pothole"}
    assert seen_by(world, "district") == {"missed-bin"}
    assert seen_by(world, "stranger") == set()
    assert seen_by(world, "analyst") == set()


def test_an_agreement_opens_the_ordinary_and_never_the_sensitive(world: World, cases: dict[str, Case]) -> None:
    agreement = share(world, fields=["case.history"])
    assert seen_by(world, "district") == {"missed-bin", "pothole"}
    end_sharing(agreement=agreement, reason="Review", actor=world.people["governance"], at=LATER)
    assert seen_by(world, "district") == {"missed-bin"}


def test_a_sensitive_service_is_shared_only_by_name(world: World, cases: dict[str, Case]) -> None:
    share(world, fields=["case.summary"], services=["social-care"])
    assert seen_by(world, "district") == {"missed-bin", "social-care"}


def test_an_agreement_opens_only_its_fields(world: World, cases: dict[str, Case]) -> None:
    case = cases["pothole"]
    add_note(case=case, text="Private thought", public=False, actor=world.people["officer"], at=LATER)
    share(world, fields=["case.history"])
    record = record_of(world.fresh("district"), case, at=LATER)
    assert "Roads and bins together" in record.access.words
    assert record.hidden == ("case.answers", "case.attachments")
    assert "Private thought" not in {entry.text for entry in record.history}
    assert not record.steps
    with pytest.raises(NotAllowed):
        move_case(case=case, step="inspect", actor=world.fresh("district"), at=LATER)


def test_an_agreement_may_let_a_partner_act(world: World, cases: dict[str, Case]) -> None:
    share(world, fields=["case.history"], may_act=True)
    moved = move_case(case=cases["pothole"], step="inspect", actor=world.fresh("district"), at=LATER)
    assert moved.stage == "work"


def test_a_case_one_may_not_see_is_as_if_it_were_not_there(world: World, cases: dict[str, Case]) -> None:
    with pytest.raises(NotFound) as hidden:
        get_case_for(world.people["district"], cases["social-care"].reference)
    with pytest.raises(NotFound) as missing:
        get_case_for(world.people["district"], "333333333")
    assert hidden.value.message == missing.value.message


def test_lists_and_suggestions_leak_nothing(world: World, cases: dict[str, Case]) -> None:
    for state in ("open", "all", "late"):
        for text in ("", "hole", cases["social-care"].reference):
            page, _ = case_page(world.fresh("district"), CaseFilter(state=state, text=text), at=LATER)
            assert {case.service.slug for case in page} <= {"missed-bin"}
    care = cases["social-care"]
    Case.objects.filter(pk=care.pk).update(easting=400000, northing=300000)
    assert similar_cases(service_id=care.service_id, at=LATER, easting=400001, northing=300001) == []
