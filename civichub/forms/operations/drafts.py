"""Filling in a form: begun, saved a page at a time, sent once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks.moments import london_date
from civichub.core.errors import Conflict, Invalid, TransitionRefused
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.forms import policies
from civichub.forms.definition import Form
from civichub.forms.engine import (
    AttachedFile,
    FieldError,
    Step,
    amount_due_now_pence,
    clean_answer,
    for_organisation,
    next_page,
    validate_page,
    walk,
)
from civichub.forms.engine.reading import Refused
from civichub.forms.events import DraftLinkWanted
from civichub.forms.models import DraftFile, EqualityReturn, FormDraft, FormVersion
from civichub.forms.queries import form_by_version
from civichub.forms.states import DRAFT_LIFECYCLE

KEPT_FOR = timedelta(days=28)
MOST_CONTEXT = 2_000


@dataclass(frozen=True)
class PageSaved:
    """What became of a page: the draft, the errors (then nothing was kept), and where to go next."""

    draft: FormDraft
    errors: tuple[FieldError, ...]
    step: Step


def form_of(draft: FormDraft) -> Form:
    """The form of `draft` in its organisation's words."""
    return for_organisation(form_by_version(draft.form_version_id), draft.organisation.slug)


@operation
def start_draft(
    *,
    form_version: FormVersion,
    organisation: Any,
    actor: Any,
    at: datetime,
    owner: Any | None = None,
    context: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> FormDraft:
    """Begin to fill in a form. `owner` is the resident's account, if they have one; `actor` the account that acts.

    `context` is kept for the end (service, contact, channel). `answers` fill boxes in advance, as `raw` of
    `validate_page`: what does not fit is left out. The draft is kept for 28 days after its last change.
    """
    require(policies.may_start_draft(actor, organisation.pk, owner.pk if owner else None))
    if form_version.is_draft:
        raise TransitionRefused("This form has not been published, so nobody can fill it in yet.")
    if len(str(context)) > MOST_CONTEXT:
        raise Invalid({"context": "Carry only ids and short values in the context."})
    form = for_organisation(form_by_version(form_version.pk), organisation.slug)
    draft = FormDraft.objects.create(
        form_version=form_version,
        organisation=organisation,
        owner=owner,
        context=dict(context or {}),
        answers=_fitting(form, answers or {}, london_date(at)),
        created_at=at,
        saved_at=at,
        expires_at=at + KEPT_FOR,
    )
    audit("draft.started", draft, actor=actor, at=at, form=form.key)
    return draft


def _fitting(form: Form, raw: Mapping[str, Any], today: date) -> dict[str, object]:
    kept = {}
    for question in form.questions:
        if question.key in raw and question.type != "file":
            try:
                kept[question.key] = clean_answer(question, raw[question.key], today=today)
            except Refused:
                continue
    return kept


@operation
def save_page(*, draft: FormDraft, page: str, raw: Mapping[str, Any], actor: Any, at: datetime) -> PageSaved:
    """Check and keep the answers to one page, with the files attached to its questions.

    Answers of branches that this page closes are dropped. A page that these answers do not lead to, or lead to only
    after an unanswered one, raises `Conflict`; so does a draft that was sent meanwhile.
    """
    draft = _open_draft(draft, actor, at)
    form, today = form_of(draft), london_date(at)
    before = walk(form, draft.answers, today=today)
    if page not in before.open_pages:
        raise Conflict("This page does not belong to your answers any more. Go on from the page we show you.")
    clean, errors = validate_page(form, page, raw, attached_files(draft), answers=before.answers, today=today)
    if errors:
        return PageSaved(draft, tuple(errors), Step(page))
    asked_here = {question.key for question in form.page(page).questions}
    others = {key: value for key, value in draft.answers.items() if key not in asked_here}
    draft.answers = walk(form, {**others, **clean}, today=today).answers
    draft.saved_at, draft.expires_at = at, at + KEPT_FOR
    save(draft, "answers", "saved_at", "expires_at")
    audit("draft.page_saved", draft, actor=actor, at=at, page=page)
    return PageSaved(draft, (), next_page(form, draft.answers, page, today=today))


def attached_files(draft: FormDraft) -> list[AttachedFile]:
    """The files of a draft as the engine sees them."""
    files = DraftFile.objects.filter(draft=draft)
    return [AttachedFile(f.question, f.ref, f.name, f.size, f.content_type) for f in files]


def _open_draft(draft: FormDraft, actor: Any, at: datetime) -> FormDraft:
    draft = lock(draft)
    require(policies.may_fill_in(actor, draft.organisation_id, draft.owner_id))
    if draft.state != "open" or draft.expires_at <= at:
        raise Conflict("This form has been sent or has run out. Start again, or look up what you sent.")
    return draft


@operation
def finish_draft(
    *, draft: FormDraft, submit: Callable[[FormDraft, dict[str, object]], str], actor: Any, at: datetime
) -> FormDraft:
    """Send a draft, once: `submit(draft, answers)` makes what it leads to and returns its reference.

    `submit` runs in the same transaction, so that both or neither happen. A second call returns the same draft with the
    same `result_reference` and does not call `submit`. Raises `Invalid` naming what is missing: a page,
    a refusal, or the payment.
    """
    draft = lock(draft)
    require(policies.may_fill_in(actor, draft.organisation_id, draft.owner_id))
    if draft.state == "finished":
        return draft
    form, today = form_of(draft), london_date(at)
    way = walk(form, draft.answers, today=today)
    if way.refusal is not None:
        raise Invalid({way.pages[-1]: way.refusal.title})
    if way.incomplete:
        raise Invalid({page: f"Answer this page first: {form.page(page).title}" for page in way.incomplete})
    if amount_due_now_pence(form, way.answers, today=today) > paid_pence(draft):
        raise Invalid({"payment": "Pay first; then send the form."})
    draft.state = DRAFT_LIFECYCLE.target(draft.state, "finish")
    draft.answers, draft.finished_at = way.answers, at
    draft.result_reference = submit(draft, way.answers)
    draft.payments.filter(case_reference="").update(case_reference=draft.result_reference)
    save(draft, "state", "answers", "finished_at", "result_reference")
    audit("draft.finished", draft, actor=actor, at=at, result=draft.result_reference)
    return draft


def paid_pence(draft: FormDraft) -> int:
    """What has been paid for a draft and not given back."""
    return sum(draft.payments.filter(state="paid").values_list("amount_pence", flat=True))


@operation
def abandon_draft(*, draft: FormDraft, actor: Any, at: datetime) -> FormDraft:
    """Throw away what was filled in, at its owner's wish. Its answers and files go at once."""
    draft = _open_draft(draft, actor, at)
    draft.state = DRAFT_LIFECYCLE.target(draft.state, "abandon")
    draft.answers, draft.email = {}, ""
    for file in draft.files.all():
        file.content.delete(save=False)
        file.delete()
    save(draft, "state", "answers", "email")
    audit("draft.abandoned", draft, actor=actor, at=at)
    return draft


@operation
def request_draft_link(*, draft: FormDraft, email: str, actor: Any, at: datetime) -> FormDraft:
    """Ask for a link to this draft to be sent to `email`; whoever opens it may go on filling it in."""
    draft = _open_draft(draft, actor, at)
    address = clean_text(email, field="email", max_length=254, required=True)
    if address.count("@") != 1 or "." not in address.partition("@")[2] or " " in address:
        raise Invalid({"email": "Enter an email address in the correct format, like name@example.com"})
    draft.email, draft.expires_at = address, at + KEPT_FOR
    save(draft, "email", "expires_at")
    audit("draft.link_wanted", draft, actor=actor, at=at)
    publish(DraftLinkWanted(draft_id=draft.pk), at=at)
    return draft


@operation
def record_equality_answers(
    *, questions: FormVersion, form_key: str, organisation: Any, answers: Mapping[str, Any], actor: Any, at: datetime
) -> EqualityReturn | None:
    """Keep equality answers apart from everything that could say whose they are; None when nothing was answered.

    `questions` is the version of the shipped form ``equality``; only its choices are kept, never free text. The audit
    row names the return alone, and the month is all that is kept of the time.
    """
    require(policies.may_start_draft(actor, organisation.pk, actor.pk))
    kept = _fitting(form_by_version(questions.pk), answers, london_date(at))
    choices = {q.key for q in form_by_version(questions.pk).questions if q.option_values}
    kept = {key: value for key, value in kept.items() if key in choices and value}
    if not kept:
        return None
    record = EqualityReturn.objects.create(
        organisation=organisation,
        form_key=form_key,
        month=london_date(at).replace(day=1),
        questions_version=questions,
        answers=kept,
    )
    audit("equality.recorded", questions, actor=actor, at=at, form=form_key)
    return record
