"""What a dispatch says, put together at the moment it is sent: only what its receiver may know by then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from civichub.accounts.queries import account_by_id
from civichub.cases.queries import case_by_id
from civichub.cases.queries.files import files_to_hand_over
from civichub.cases.queries.telling import public_words, staff_words_of_step
from civichub.cases.sharing import EVERYTHING, access_to
from civichub.core.clocks import london_date
from civichub.core.errors import NotFound
from civichub.customers.queries.access import sheltered_among
from civichub.forms import engine
from civichub.forms.definition import Question
from civichub.forms.queries import form_by_version
from civichub.handover.files import carried_by, read_address
from civichub.handover.models import Connection, Counterpart, Dispatch, Route
from civichub.handover.plugs.base import Answer, Outgoing, Refused, Target
from civichub.handover.sealing import unseal
from civichub.handover.states import What
from civichub.places.grid import to_latlon
from civichub.procedures.queries import procedure_by_version

_TOLD_OTHERWISE = ("customer.", "subject.", "case.location", "case.description")


def target_of(connection: Connection) -> Target:
    """The connection as its plug needs it."""
    return Target(
        connection.pk,
        connection.name,
        connection.address,
        unseal(connection.sealed_secret),
        dict(connection.options),
        connection.organisation,
    )


def compose(dispatch: Dispatch) -> Outgoing:
    """The dispatch in words. Raises `Refused` when no agreement in force opens the case to its receiver any more, and
    when it would tell of a file that they have been told of, or may not have."""
    connection, case = dispatch.connection, case_by_id(dispatch.case_id)
    opened = parts_open_to(connection, case)
    if opened is None:
        raise Refused("no_agreement")
    files = carried_by(dispatch) if "case.attachments" in opened else ()
    if dispatch.what == What.FILE and not files:
        raise Refused("nothing_new")
    procedure = procedure_by_version(case.procedure_version_id)
    stage = procedure.stage(case.stage)
    route = Route.objects.filter(connection=connection, service=case.service_id).order_by("ended_at").first()
    counterpart = Counterpart.objects.filter(connection=connection, case=case).first()
    is_new = dispatch.what in (What.OPENED, What.REOPENED)
    return Outgoing(
        dispatch_id=dispatch.pk,
        key=str(dispatch.key),
        what=dispatch.what,
        reference=case.reference,
        service=case.service.slug,
        service_title=case.service.title,
        opened_at=case.opened_at,
        occurred_at=dispatch.occurred_at,
        status="closed" if dispatch.what in (What.CLOSED, What.PASSED_ON) else "open",
        stage_words=stage.resident,
        again=dispatch.sent_at is not None,
        theirs=counterpart.their_reference if counterpart else "",
        code=route.code if route and route.code else case.service.slug,
        files=files,
        note=_note(dispatch) if "case.history" in opened else "",
        outcome=procedure.outcome(case.outcome).resident if case.outcome and not is_new else "",
        **_particulars(case, opened, dict(route.attributes) if route else {}),
        **_place(case, opened),
        **(_reporter(case, opened) if connection.sends_reporter else {}),
    )


def parts_open_to(connection: Connection, case: Any) -> frozenset[str] | None:
    """What of the case this connection may be told, or None for nothing at all.

    The body's own back office is told everything. A partner is told what an agreement in force opens to it, and of
    somebody at risk neither the place nor the person: it is for the body responsible to shelter them.
    """
    if connection.receiver_id is None:
        own = case.organisation_id == connection.organisation_id
        return EVERYTHING if own else frozenset({"case.summary"})
    client = account_by_id(connection.client_id)
    access = access_to(client, case) if client is not None else None
    if access is None:
        return None
    return access.fields & {"case.summary", "case.history"} if _is_sheltered(case) else access.fields


def _is_sheltered(case: Any) -> bool:
    return case.customer is not None and bool(sheltered_among([case.customer]))


def file_behind(signed: str, *, at: datetime) -> tuple[Any, Connection]:
    """The file under a signed address and whom it was given to. Raises `NotFound` where they may not have it now."""
    named = read_address(signed, at)
    dispatch = Dispatch.objects.select_related("connection").filter(pk=named[0]).first() if named else None
    if named is None or dispatch is None or dispatch.connection.ended_at is not None:
        raise NotFound()
    opened = parts_open_to(dispatch.connection, case_by_id(dispatch.case_id)) or frozenset()
    files = files_to_hand_over(dispatch.case_id) if "case.attachments" in opened else []
    found = next((file for file in files if file.pk == named[1]), None)
    if found is None:
        raise NotFound()
    return found, dispatch.connection


def _note(dispatch: Dispatch) -> str:
    if dispatch.what == What.FILE:
        return ""
    if entry := dispatch.detail.get("entry_id"):
        return public_words(dispatch.case_id, entry)
    return staff_words_of_step(dispatch.case_id, dispatch.occurred_at) if dispatch.what != What.OPENED else ""


def _particulars(case: Any, opened: frozenset[str], codes: Mapping[str, str]) -> dict[str, Any]:
    if "case.answers" not in opened:
        return {}
    return {"title": case.title, "description": case.description, "answers": _answers(case, codes)}


def _answers(case: Any, codes: Mapping[str, str]) -> tuple[Answer, ...]:
    """In the order asked. Where the route names their codes, only answers that have one are sent."""
    if case.form_version_id is None:
        return ()
    today, form = london_date(case.opened_at), form_by_version(case.form_version_id)
    kept = engine.kept_answers(form, case.answers, today=today)
    return tuple(
        _answer(question, kept[question.key], codes)
        for question in form.questions
        if kept.get(question.key) not in (None, "", []) and _is_sent(question, codes)
    )


def _is_sent(question: Question, codes: Mapping[str, str]) -> bool:
    is_told = question.maps_to.startswith(_TOLD_OTHERWISE) or question.type == "file"
    return not is_told and (not codes or question.key in codes)


def _answer(question: Question, value: Any, codes: Mapping[str, str]) -> Answer:
    values = tuple(str(one) for one in value) if isinstance(value, list) else (_stored(question, value),)
    shown = ", ".join(engine.answer_lines(question, value))
    return Answer(codes.get(question.key, question.key), question.label, values, shown)


def _stored(question: Question, value: Any) -> str:
    if question.type == "money":
        return f"{value / 100:.2f}"
    return ", ".join(str(part) for part in value.values() if part) if isinstance(value, Mapping) else str(value)


def _place(case: Any, opened: frozenset[str]) -> dict[str, Any]:
    if "case.answers" not in opened:
        return {}
    point = to_latlon(case.easting, case.northing) if case.easting is not None else None
    return {
        "place": case.place,
        "uprn": case.uprn,
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
    }


def _reporter(case: Any, opened: frozenset[str]) -> dict[str, str]:
    if _is_sheltered(case):
        return {}
    found = {"reporter_name": case.reporter_name} if "customer.name" in opened else {}
    if "customer.contact_points" in opened:
        found |= {"reporter_email": case.reporter_email, "reporter_phone": case.reporter_phone}
    return found
