"""Reads of the whiteboard: what people can do, where they are, who is on duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from civichub.accounts.queries import memberships_at, staff_holding
from civichub.core.errors import NotFound
from civichub.core.prepared import Given, prepared
from civichub.workforce import policies
from civichub.workforce.models import (
    ABSENT,
    REACHABLE,
    CalendarFeed,
    Duty,
    DutyTurn,
    PersonSkill,
    Presence,
    Skill,
    Whereabouts,
)


def skill_words() -> dict[str, str]:
    """What an offer says of who has a skill, by key: {"language:pa": "you speak Punjabi"}."""
    return dict(Skill.objects.values_list("key", "said"))


def skill_names() -> dict[str, str]:
    """What each skill is called, by key."""
    return dict(Skill.objects.values_list("key", "name"))


def active_skills() -> QuerySet[Skill]:
    """The skills that work can ask for, languages first."""
    return Skill.objects.filter(is_active=True)


def _in_force(on: date | Given) -> Q:
    return Q(ended_at=None) & (Q(expires_on=None) | Q(expires_on__gte=on))


def skills_of(people: Iterable[int], on: date) -> dict[int, dict[str, int]]:
    """Levels, 1 to 5, by person and skill, of those that have neither ended nor run out by that day."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for person, key, level in _levels(people=list(people), on=on):
        found[person][key] = level
    return dict(found)


@prepared
def _levels() -> QuerySet[Any]:
    rows = PersonSkill.objects.filter(_in_force(Given("on")), person__among=Given("people"), skill__is_active=True)
    return rows.values_list("person", "skill__key", "level")


def skills_that_run_out(organisation_ids: Iterable[int], by: date) -> QuerySet[PersonSkill]:
    """Those to check again by that day, the soonest first."""
    mine = Q(person__memberships__organisation__in=list(organisation_ids), person__memberships__ends_at=None)
    found = PersonSkill.objects.filter(mine, ended_at=None, expires_on__lte=by).distinct()
    return found.select_related("person", "skill").order_by("expires_on", "person__name")


@dataclass(frozen=True)
class OnTheBoard:
    """A line of the whiteboard. `presence` is None if nothing is said, `until` when nothing says when it ends."""

    person: Any
    memberships: tuple[Any, ...]
    skills: tuple[PersonSkill, ...]
    duties: tuple[DutyTurn, ...]
    presence: Presence | None

    @property
    def status(self) -> str:
        return self.presence.status if self.presence else ""

    @property
    def words(self) -> str:
        return self.presence.get_status_display() if self.presence else "Nothing said"

    @property
    def until(self) -> datetime | None:
        return self.presence.during.upper if self.presence else None

    @property
    def reachable(self) -> bool:
        return self.status in REACHABLE

    @property
    def colour(self) -> str:
        return "green" if self.reachable else "grey" if self.status in ABSENT else "yellow"


def presence_at(people: Iterable[int], at: datetime) -> dict[int, Presence]:
    """Where each of them is, by person: the newest word said on the day, else what was planned for that moment."""
    rows = Presence.objects.filter(person__in=list(people), during__contains=at, withdrawn_at=None)
    newest = rows.order_by("person_id", "planned", "-set_at", "-id").distinct("person_id")
    return {row.person_id: row for row in newest}


def is_reachable(person: int, at: datetime) -> bool:
    """Whether the whiteboard lets them be rung: it says nothing, or that they are there."""
    presence = presence_at([person], at).get(person)
    return presence is None or presence.status in REACHABLE


def whiteboard(
    user: Any,
    at: datetime,
    *,
    words: str = "",
    organisation: int | None = None,
    skill: str = "",
    service: int | None = None,
    teams: Iterable[int] = (),
    team: int | None = None,
    status: str = "",
) -> list[OnTheBoard]:
    """Everybody at work in the partnership, or those who fit: who has said where they are first, then by name.

    `words` are looked for in names of people, teams, bodies, duties and skills; `service` keeps who is on duty for it
    or works in one of `teams`, who provide it; `team` keeps one. Raises `NotFound` for who may not see the board.
    """
    if not policies.may_see_whiteboard(user):
        raise NotFound()
    found = _people(at, words, organisation, skill)
    found = found.filter(memberships__in=memberships_at(at).filter(team=team)) if team is not None else found
    people = _with_what_a_line_shows(found, at)
    if service is not None:
        people = [one for one in people if _answers_for(one, service, set(teams))]
    present = presence_at([person.pk for person in people], at)
    lines = [
        OnTheBoard(person, tuple(person.current), tuple(person.able), tuple(person.on_duty), present.get(person.pk))
        for person in people
    ]
    shown = [line for line in lines if not status or line.status == status]
    return sorted(shown, key=lambda line: line.presence is None)


def _people(at: datetime, words: str, organisation: int | None, skill: str) -> QuerySet[Any]:
    able, turns = PersonSkill.objects.filter(_in_force(at.date())), _turns(at)
    found = staff_holding(memberships_at(at))
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(memberships__team__name__icontains=word)
            | Q(memberships__organisation__short_name__icontains=word)
            | Q(pk__in=turns.filter(duty__title__icontains=word).values("person"))
            | Q(pk__in=able.filter(skill__name__icontains=word).values("person"))
        )
    if organisation is not None:
        found = found.filter(memberships__organisation=organisation)
    if skill:
        found = found.filter(pk__in=able.filter(skill__key=skill).values("person"))
    return found


def _turns(at: datetime) -> QuerySet[DutyTurn]:
    now = DutyTurn.objects.filter(starts_at__lte=at, ends_at__gt=at, withdrawn_at=None, duty__is_active=True)
    return now.select_related("duty")


def _with_what_a_line_shows(people: QuerySet[Any], at: datetime) -> list[Any]:
    able = PersonSkill.objects.filter(_in_force(at.date())).select_related("skill")
    return list(
        people.prefetch_related(
            Prefetch("memberships", memberships_at(at), to_attr="current"),
            Prefetch("skills", able, to_attr="able"),
            Prefetch("duty_turns", _turns(at), to_attr="on_duty"),
        )
    )


def _answers_for(person: Any, service: int, teams: set[int]) -> bool:
    return any(one.team_id in teams for one in person.current) or any(
        service in turn.duty.services for turn in person.on_duty
    )


@dataclass(frozen=True)
class OnDuty:
    """A duty and who has it at a moment; `turn` is None when the rota has a gap."""

    duty: Duty
    turn: DutyTurn | None
    presence: Presence | None


def on_duty(at: datetime, *, service: int | None = None, organisation: int | None = None) -> list[OnDuty]:
    """Every duty, or those of a service or organisation, with whoever has it at that moment."""
    duties = Duty.objects.filter(is_active=True).select_related("organisation")
    if service is not None:
        duties = duties.filter(services__contains=[service])
    if organisation is not None:
        duties = duties.filter(organisation=organisation)
    turns = DutyTurn.objects.filter(
        duty__in=duties, starts_at__lte=at, ends_at__gt=at, withdrawn_at=None
    ).select_related("person")
    by_duty = {turn.duty_id: turn for turn in turns}
    present = presence_at([turn.person_id for turn in by_duty.values()], at)
    return [
        OnDuty(duty, turn, present.get(turn.person_id) if turn else None)
        for duty in duties
        for turn in [by_duty.get(duty.pk)]
    ]


WHEREABOUTS = [(choice.value, choice.label) for choice in Whereabouts]


Planned = list[tuple[int, datetime, datetime]]


def planned_absences(people: Iterable[int], begin: datetime, end: datetime) -> Planned:
    """When each is known to be on leave, away, in training or off, within the stretch: (person, from, until).

    What has no known end says nothing of next week, so it is left out.
    """
    return _planned(people, begin, end, NOT_AT_WORK)


def planned_time_off(people: Iterable[int], begin: datetime, end: datetime) -> Planned:
    """The same, and breaks, meetings and visits: when each cannot take what comes."""
    return _planned(people, begin, end, NOT_AT_WORK | {Whereabouts.BREAK, Whereabouts.MEETING, Whereabouts.VISIT})


NOT_AT_WORK = ABSENT | {Whereabouts.TRAINING}


def _planned(people: Iterable[int], begin: datetime, end: datetime, where: Iterable[Whereabouts]) -> Planned:
    rows = Presence.objects.filter(person__in=list(people), status__in=list(where), withdrawn_at=None)
    found = rows.filter(during__overlap=(begin, end), during__upper_inf=False).values_list("person", "during")
    return [(person, during.lower or begin, during.upper) for person, during in found]


def whereabouts_of(user: Any, person: Any) -> QuerySet[Presence]:
    """Everything that was said of where somebody is, withdrawn or not.

    For themselves, their team and whoever manages them: to all others the board says where somebody is now, and a
    year of absences is nobody else's business.
    """
    if not policies.may_set_presence(user, person):
        return Presence.objects.none()
    return Presence.objects.visible_to(user).filter(person=person).select_related("set_by")


def calendar_of_person(user: Any) -> CalendarFeed | None:
    """The calendar that this person lets the hub read, or None."""
    return CalendarFeed.objects.filter(person=user).first()


def on_the_board(user: Any, person: int, at: datetime) -> OnTheBoard:
    """The line of one person. Raises `NotFound` for who has left, and for who may not see the board."""
    if not policies.may_see_whiteboard(user):
        raise NotFound()
    found = _with_what_a_line_shows(staff_holding(memberships_at(at)).filter(pk=person), at)
    if not found:
        raise NotFound()
    one = found[0]
    present = presence_at([one.pk], at)
    return OnTheBoard(one, tuple(one.current), tuple(one.able), tuple(one.on_duty), present.get(one.pk))
