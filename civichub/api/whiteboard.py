"""Where the people of an organisation are, who is on duty, and a way for their calendars and telephones to say so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from civichub.accounts.queries import staff_of
from civichub.api.doors import idempotency_key, needs
from civichub.catalogue.queries import service_by_slug, teams_providing
from civichub.core.errors import Invalid, NotFound
from civichub.core.idempotency import once
from civichub.workforce.models import Source
from civichub.workforce.operations import set_presence
from civichub.workforce.queries import OnTheBoard, on_duty, skill_by_key, whiteboard

router = Router(tags=["Whiteboard"])
PAGE = 100


class PersonOut(Schema):
    """Somebody at work. `status` is empty when nothing is said; `until` is null when nothing says when it ends."""

    person: str
    name: str
    teams: list[str]
    status: str
    words: str
    until: datetime | None
    place: str
    reach: str
    reachable: bool
    skills: list[str]
    duties: list[str]


class DutyOut(Schema):
    """A duty and who has it now; `person` is null in a gap, and `when_nobody` says whom to ring then."""

    duty: str
    person: str | None
    name: str | None
    reach: str
    until: datetime | None
    when_nobody: str


class StatusIn(Schema):
    """What somebody says of themselves. `person` is their work email; times need their zone.

    `status` is one of available, busy, meeting, visit, break, training, home, leave, away, off.
    """

    person: str = Field(max_length=254)
    status: str = Field(max_length=10)
    starts_at: datetime | None = None
    until: datetime | None = None
    reason: str = Field("", max_length=120)
    place: str = Field("", max_length=120)
    reach: str = Field("", max_length=120)


def _shape(line: OnTheBoard, organisation: int) -> dict[str, Any]:
    here = line.presence
    return {
        "person": line.person.email,
        "name": line.person.name,
        "teams": [str(one.team) for one in line.memberships if one.team and one.organisation_id == organisation],
        "status": line.status,
        "words": line.words,
        "until": line.until,
        "place": here.place if here else "",
        "reach": here.reach if here else "",
        "reachable": line.reachable,
        "skills": [held.skill.key for held in line.skills],
        "duties": [turn.duty.title for turn in line.duties],
    }


def _service(slug: str) -> int | None:
    if not slug:
        return None
    service = service_by_slug(slug.replace("\x00", ""))
    if service is None:
        raise NotFound("There is no live service with that slug.")
    return service.pk


@router.get("/whiteboard", response=list[PersonOut], summary="Where people are, by person, service or skill")
def board(
    request: HttpRequest,
    person: str = Query("", max_length=254),
    service: str = Query("", max_length=140),
    skill: str = Query("", max_length=40),
    q: str = Query("", max_length=100),
) -> Any:
    """At most 100 people of the key's organisation. `person` is a work email, `service` a slug, `skill` a key."""
    key, now = needs(request, "whiteboard.read"), timezone.now()
    skill = skill.replace("\x00", "")
    if skill and skill_by_key(skill) is None:
        raise Invalid({"skill": "There is no skill with that key. Use one that the board gives, such as language:pa."})
    wanted, number = person.strip().lower(), _service(service)
    lines = whiteboard(
        request.user, now, words=q.replace("\x00", " "), organisation=key.organisation_id, skill=skill,
        service=number, teams=teams_providing(number) if number else (),
    )  # fmt: skip
    shown = [line for line in lines if not wanted or line.person.email.lower() == wanted]
    return [_shape(line, key.organisation_id) for line in shown[:PAGE]]


@router.get("/whiteboard/on-duty", response=list[DutyOut], summary="Who is on duty now")
def duty_now(request: HttpRequest, service: str = Query("", max_length=140)) -> Any:
    """Every duty of the key's organisation, or those for one service."""
    key = needs(request, "whiteboard.read")
    return [
        {
            "duty": one.duty.title,
            "person": one.turn.person.email if one.turn else None,
            "name": one.turn.person.name if one.turn else None,
            "reach": one.turn.reach if one.turn else "",
            "until": one.turn.ends_at if one.turn else None,
            "when_nobody": one.duty.when_nobody,
        }
        for one in on_duty(timezone.now(), service=_service(service), organisation=key.organisation_id)
    ]


@router.post("/whiteboard/status", response={200: dict, 201: dict}, summary="Say where somebody is")
def say(request: HttpRequest, body: StatusIn) -> Any:
    """For a person of the key's organisation, as they set it in their own calendar or telephone system.

    Needs an `Idempotency-Key`. What is said later counts for more; `until` takes it back by itself.
    """
    key, now = needs(request, "whiteboard.write"), timezone.now()
    for name in ("starts_at", "until"):
        moment = getattr(body, name)
        if moment is not None and moment.tzinfo is None:
            raise Invalid({name: "Give the moment with its time zone, such as 2026-03-03T09:00:00Z."})
    email = body.person.strip().replace("\x00", "")
    person = staff_of([key.organisation_id]).filter(email__iexact=email).first()
    if person is None:
        raise Invalid({"person": f"Nobody at {key.organisation.short_name} has this email. Give their work email."})

    def act() -> int:
        said = body.dict(exclude={"person"})
        return set_presence(person=person, source=Source.API, actor=request.user, at=now, **said).pk

    entry, repeat = once(
        scope=f"api:{key.client_id}:whiteboard", key=idempotency_key(request), request=body.dict(), at=now, act=act
    )
    return (200 if repeat else 201), {"entry": entry, "repeat": repeat}
