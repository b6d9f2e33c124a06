"""Cases: open one, follow it, add to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict

from civichub.api.doors import idempotency_key, needs
from civichub.cases.operations.intake import request_from_answers, take_request
from civichub.cases.operations.notes import add_note
from civichub.cases.operations.steps import move_case
from civichub.cases.queries import get_case_for, record_of
from civichub.cases.queries.lists import changed_since
from civichub.catalogue.queries import service_by_slug
from civichub.core.audit import audit_read
from civichub.core.clocks import london_date
from civichub.core.errors import Invalid, NotFound
from civichub.core.idempotency import once
from civichub.forms.engine import for_organisation, validate_all
from civichub.forms.queries import form_in_force, parsed

router = Router(tags=["Cases"])


class Strict(Schema):
    """A body in which a misspelt name is an error, not an answer left out."""

    model_config = ConfigDict(extra="forbid")


class CaseIn(Strict):
    """A request: the service, and the answers to its form by question key, as `GET …/form` lists them."""

    service: str
    answers: dict[str, Any]
    source_reference: str = ""


class NoteIn(Strict):
    """A note. A public one is shown and sent to the customer."""

    text: str
    public: bool = False


class StepIn(Strict):
    """A step of the case's procedure, with what it needs."""

    step: str
    outcome: str = ""
    reason: str = ""
    note: str = ""
    public_note: str = ""


class EntryOut(Schema):
    """One thing that happened."""

    at: datetime
    kind: str
    text: str
    public: bool


class ClockOut(Schema):
    """A deadline. `due_at` is the first moment at which it is late, in UTC; null while it stands still."""

    key: str
    label: str
    due_on: Any
    due_at: datetime | None
    stopped_at: datetime | None


class CaseOut(Schema):
    """A case as the key's organisation may see it."""

    reference: str
    service: str
    organisation: str
    title: str
    stage: str
    stage_words: str
    outcome: str
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    steps: list[str]
    clocks: list[ClockOut]
    history: list[EntryOut]


class CaseLine(Schema):
    """A case in a list."""

    reference: str
    service: str
    stage: str
    outcome: str
    updated_at: datetime


class Opened(Schema):
    """What came of a request. `repeat` says that the same request had come before and nothing was done again."""

    reference: str
    repeat: bool


@router.post("/cases", response={201: Opened, 200: Opened}, summary="Open a case")
def open_one(request: HttpRequest, body: CaseIn) -> Any:
    """Checked by the same rules as the screens. Needs an `Idempotency-Key`; the same key again opens nothing."""
    key, now = needs(request, "case.open"), timezone.now()
    service = service_by_slug(body.service)
    if service is None:
        raise Invalid({"service": "There is no live service with that slug."})
    version = form_in_force(service.form_key or "general-enquiry", key.organisation, now)
    if version is None:
        raise Invalid({"service": "This service has no form in force."})
    form = for_organisation(parsed(version), key.organisation.slug)
    checked = validate_all(form, body.answers, today=london_date(now))
    if checked.errors:
        raise Invalid({f"answers.{error.question}": error.message for error in checked.errors})

    def act() -> str:
        wanted = request_from_answers(
            form, checked.answers, today=london_date(now), service=service, front_door=key.organisation,
            channel="api", form_version_id=version.pk, source_reference=body.source_reference,
        )  # fmt: skip
        return take_request(request=wanted, actor=key.client, at=now).reference

    answer, repeat = once(
        scope=f"api:{key.client_id}", key=idempotency_key(request), request=body.dict(), at=now, act=act
    )
    return (200 if repeat else 201), {"reference": answer, "repeat": repeat}


@router.get("/cases", response=list[CaseLine], summary="Cases that changed since a moment")
def changed(request: HttpRequest, since: datetime, after: str = Query("", max_length=9)) -> Any:
    """At most 100, the longest unchanged first. `after` is the reference of the last one of the page before."""
    needs(request, "case.view")
    if since.tzinfo is None:
        raise Invalid({"since": "Give the moment with its time zone, such as 2026-03-03T09:00:00Z."})
    return [
        {
            "reference": case.reference,
            "service": case.service.slug,
            "stage": case.stage,
            "outcome": case.outcome,
            "updated_at": case.updated_at,
        }
        for case in changed_since(request.user, since, after=after)
    ]


@router.get("/cases/{reference}", response=CaseOut, summary="One case")
def one(request: HttpRequest, reference: str) -> Any:
    """The reading is written down."""
    needs(request, "case.view")
    now, case = timezone.now(), get_case_for(request.user, reference)
    record = record_of(request.user, case, at=now)
    audit_read(case, actor=request.user, at=now, ground=record.access.words)
    return {
        "reference": case.reference,
        "service": case.service.slug,
        "organisation": case.organisation.slug,
        "title": case.title,
        "stage": case.stage,
        "stage_words": record.outcome_label or record.stage.staff,
        "outcome": case.outcome,
        "opened_at": case.opened_at,
        "updated_at": case.updated_at,
        "closed_at": case.closed_at,
        "steps": [step.key for step in record.steps],
        "clocks": [
            {
                "key": line.clock.key,
                "label": line.label,
                "due_on": line.clock.due_on,
                "due_at": line.clock.due_at,
                "stopped_at": line.clock.stopped_at,
            }
            for line in record.clocks
        ],
        "history": [{"at": e.at, "kind": e.kind, "text": e.text, "public": e.public} for e in record.history],
    }


@router.post("/cases/{reference}/notes", response={201: dict, 200: dict}, summary="Write a note")
def note(request: HttpRequest, reference: str, body: NoteIn) -> Any:
    """Needs an `Idempotency-Key`."""
    needs(request, "case.act")
    now, case = timezone.now(), get_case_for(request.user, reference)

    def act() -> int:
        return add_note(case=case, text=body.text, public=body.public, actor=request.user, at=now).pk

    scope = f"api:{request.user.pk}:note:{case.pk}"
    entry, repeat = once(scope=scope, key=idempotency_key(request), request=body.dict(), at=now, act=act)
    return (200 if repeat else 201), {"entry": entry, "repeat": repeat}


@router.post("/cases/{reference}/steps", response=dict, summary="Take a step of the procedure")
def step(request: HttpRequest, reference: str, body: StepIn) -> Any:
    """What a back office says it has done: the status comes back. Needs an `Idempotency-Key`."""
    needs(request, "case.act")
    now, case = timezone.now(), get_case_for(request.user, reference)
    if len(body.step) > 60:
        raise NotFound("There is no such step.")

    def act() -> str:
        return move_case(case=case, actor=request.user, at=now, **body.dict()).stage

    scope = f"api:{request.user.pk}:step:{case.pk}"
    stage, repeat = once(scope=scope, key=idempotency_key(request), request=body.dict(), at=now, act=act)
    return {"stage": stage, "repeat": repeat}
