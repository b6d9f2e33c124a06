"""Filling in a form: kept page by page, found by its token alone, sent once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from civichub.core.errors import Conflict, Invalid, NotAllowed, TransitionRefused
from civichub.core.models import AuditEntry, StoredEvent
from civichub.forms.models import EqualityReturn, FormDraft, FormVersion, Payment
from civichub.forms.operations import (
    abandon_draft,
    attach_file,
    expire_drafts,
    finish_draft,
    load_library,
    record_equality_answers,
    request_draft_link,
    save_form_draft,
    save_page,
    start_draft,
)
from civichub.forms.queries import draft_by_token, drafts_of, form_in_force
from tests.db.forms.samples import AT, PDF
from tests.factories.world import World

LATER = AT + timedelta(minutes=5)
Begin = Callable[..., FormDraft]


def save_all(world: World, draft: FormDraft, kind: str = "free") -> FormDraft:
    who: dict[str, Any] = {"actor": world.system, "at": LATER}
    save_page(draft=draft, page="adult", raw={"adult": "yes", "kind": kind}, **who)
    attach_file(draft=draft, question="proof", name="a.pdf", content=PDF, **who)
    save_page(draft=draft, page="proof", raw={}, **who)
    return save_page(draft=draft, page="you", raw={"name": "Ann"}, **who).draft


def test_a_page_is_kept_and_leads_on(world: World, begin: Begin) -> None:
    saved = save_page(draft=begin(), page="adult", raw={"adult": "yes", "kind": "free"}, actor=world.system, at=LATER)
    assert saved.errors == ()
    assert saved.step.page == "proof"
    saved.draft.refresh_from_db()
    assert saved.draft.answers == {"adult": "yes", "kind": "free"}
    assert saved.draft.expires_at == LATER + timedelta(days=28)


def test_a_page_with_an_error_keeps_nothing(world: World, begin: Begin) -> None:
    saved = save_page(draft=begin(), page="adult", raw={"adult": "yes"}, actor=world.system, at=LATER)
    assert [error.question for error in saved.errors] == ["kind"]
    saved.draft.refresh_from_db()
    assert saved.draft.answers == {}


def test_a_page_cannot_be_reached_before_its_turn(world: World, begin: Begin) -> None:
    with pytest.raises(Conflict):
        save_page(draft=begin(), page="you", raw={"name": "Ann"}, actor=world.system, at=LATER)


def test_somebody_who_cannot_apply_is_told_and_cannot_send(world: World, begin: Begin) -> None:
    draft = begin()
    saved = save_page(draft=draft, page="adult", raw={"adult": "no", "kind": "free"}, actor=world.system, at=LATER)
    assert saved.step.refusal is not None
    with pytest.raises(Invalid, match="You must be 18"):
        finish_draft(draft=draft, submit=lambda *_: "X", actor=world.system, at=LATER)


def test_a_draft_is_sent_once_however_often_it_is_asked_for(world: World, begin: Begin) -> None:
    draft, sent = save_all(world, begin()), list[dict[str, object]]()

    def submit(draft: FormDraft, answers: dict[str, object]) -> str:
        sent.append(answers)
        return "7KM4PQXT9"

    first = finish_draft(draft=draft, submit=submit, actor=world.system, at=LATER)
    again = finish_draft(draft=draft, submit=submit, actor=world.system, at=LATER)
    assert (first.result_reference, again.result_reference) == ("7KM4PQXT9", "7KM4PQXT9")
    assert len(sent) == 1
    assert sent[0]["name"] == "Ann"
    with pytest.raises(Conflict):
        save_page(draft=draft, page="you", raw={"name": "Bo"}, actor=world.system, at=LATER)


def test_when_sending_fails_nothing_is_sent_and_it_can_be_sent_again(world: World, begin: Begin) -> None:
    draft = save_all(world, begin())

    def break_down(*_: object) -> str:
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        finish_draft(draft=draft, submit=break_down, actor=world.system, at=LATER)
    draft.refresh_from_db()
    assert (draft.state, draft.result_reference) == ("open", "")
    assert finish_draft(draft=draft, submit=lambda *_: "R", actor=world.system, at=LATER).state == "finished"


def test_what_is_missing_is_named(world: World, begin: Begin) -> None:
    with pytest.raises(Invalid) as refused:
        finish_draft(draft=begin(), submit=lambda *_: "X", actor=world.system, at=LATER)
    assert set(refused.value.errors) == {"adult", "proof", "you"}


def test_what_is_not_paid_is_not_sent(world: World, begin: Begin) -> None:
    draft = save_all(world, begin(), kind="paid")
    with pytest.raises(Invalid, match="Pay first"):
        finish_draft(draft=draft, submit=lambda *_: "X", actor=world.system, at=LATER)
    times = {"created_at": AT, "changed_at": AT, "paid_at": AT}
    Payment.objects.create(draft=draft, organisation=world.county, amount_pence=1000, state="paid", **times)
    done = finish_draft(draft=draft, submit=lambda *_: "7KM4PQXT9", actor=world.system, at=LATER)
    assert done.payments.get().case_reference == "7KM4PQXT9"


def test_only_the_token_finds_a_draft_and_only_while_it_lasts(begin: Begin) -> None:
    draft = begin()
    assert len(draft.token) >= 32
    assert draft_by_token(draft.token, AT) == draft
    assert draft_by_token(draft.token[:-1], AT) is None
    assert draft_by_token(draft.token, AT + timedelta(days=28)) is None


def test_who_may_fill_it_in(world: World, begin: Begin) -> None:
    raw = {"adult": "yes", "kind": "free"}
    owner, advisor = world.people["councillor"], world.people["advisor"]
    draft = begin(owner=owner, actor=owner)
    for who in (owner, advisor, world.system):
        save_page(draft=draft, page="adult", raw=raw, actor=who, at=LATER)
    for stranger in ("stranger", "district", "analyst"):
        with pytest.raises(NotAllowed):
            save_page(draft=draft, page="adult", raw=raw, actor=world.people[stranger], at=LATER)
    assert list(drafts_of(owner, LATER)) == [draft]
    assert list(drafts_of(advisor, LATER)) == []


def test_answers_known_beforehand_fill_boxes_and_what_does_not_fit_is_left_out(begin: Begin) -> None:
    draft = begin(answers={"name": "Ann", "kind": "golden", "proof": "x", "other": 1})
    assert draft.answers == {"name": "Ann"}


def test_nobody_fills_in_an_unpublished_form(world: World) -> None:
    version, _ = save_form_draft(key="x", text="form: x", organisation=None, actor=world.system, at=AT)
    with pytest.raises(TransitionRefused):
        start_draft(form_version=version, organisation=world.county, actor=world.system, at=AT)


def test_a_link_is_asked_for_by_an_event_that_holds_no_secret(world: World, begin: Begin) -> None:
    draft = request_draft_link(draft=begin(), email=" ann@example.org ", actor=world.system, at=LATER)
    assert draft.email == "ann@example.org"
    stored = StoredEvent.objects.get(name="forms.DraftLinkWanted")
    assert stored.payload == {"draft_id": draft.pk}
    with pytest.raises(Invalid):
        request_draft_link(draft=draft, email="ann", actor=world.system, at=LATER)


def test_abandoning_forgets_answers_and_files_at_once(world: World, begin: Begin) -> None:
    draft = save_all(world, begin())
    path = draft.files.get().content.path
    abandon_draft(draft=draft, actor=world.system, at=LATER)
    draft.refresh_from_db()
    assert (draft.answers, draft.files.count()) == ({}, 0)
    with pytest.raises(FileNotFoundError):
        Path(path).read_bytes()
    assert draft_by_token(draft.token, LATER) is None


def test_old_drafts_are_emptied_but_not_where_money_waits(world: World, begin: Begin) -> None:
    old, paid, fresh = begin(), begin(), begin(at=AT + timedelta(days=20))
    Payment.objects.create(
        draft=paid, organisation=world.county, amount_pence=1, state="waiting", created_at=AT, changed_at=AT
    )
    assert expire_drafts(actor=world.system, at=AT + timedelta(days=30)) == 1
    states = {draft.pk: FormDraft.objects.get(pk=draft.pk).state for draft in (old, paid, fresh)}
    assert states == {old.pk: "abandoned", paid.pk: "open", fresh.pk: "open"}


def test_equality_answers_belong_to_nobody(world: World, permit: FormVersion) -> None:
    load_library(actor=world.system, at=AT)
    questions = form_in_force("equality", world.county, AT)
    assert questions is not None
    given = {"age": "25_34", "sex": "female", "religion": "not in the list", "name": "Ann"}
    about: dict[str, Any] = {"questions": questions, "form_key": "permit", "organisation": world.county}
    record = record_equality_answers(answers=given, actor=world.system, at=AT, **about)
    assert record is not None
    assert record.answers == {"age": "25_34", "sex": "female"}
    assert record.month.day == 1
    assert {field.name for field in EqualityReturn._meta.fields} == {
        "id", "organisation", "form_key", "month", "questions_version", "answers",
    }  # fmt: skip
    assert not AuditEntry.objects.filter(detail__icontains="female").exists()
    assert record_equality_answers(answers={}, actor=world.system, at=AT, **about) is None
