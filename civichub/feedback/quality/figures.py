"""One person's figures by month, beside the middle of their team. Never a list of people by rank.

A share or a mean of fewer than `FEWEST` is not shown, and the team's middle only of `FEWEST_PEOPLE` or more, so that
nobody's own figure can be read from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from civichub.accounts.queries import memberships_at
from civichub.contacts.handled import months_of_contacts
from civichub.core.clocks import LONDON, london_date
from civichub.feedback.quality.models import Review
from civichub.feedback.quality.people import HANDLING
from civichub.routing.at_desk import stretches_at_desk
from civichub.telephony.by_person import months_of_calls
from civichub.workforce.queries import turns_of_people

FEWEST = 5
FEWEST_PEOPLE = 5
MONTHS = 6


@dataclass(frozen=True)
class Measure:
    """`unit` is ``count``, ``seconds``, ``percent`` or ``of_five``. `better` is "more", "less", or neither.

    `without` says why a month may have none, where that is known.
    """

    key: str
    label: str
    unit: str
    better: str
    how: str
    without: str = ""


MEASURES = (
    Measure("handled", "Contacts handled", "count", "", "closed contacts that began in the month, of every channel"),
    Measure("talk", "Mean talk", "seconds", "", "calls put through, without the time on hold ÷ calls"),
    Measure("hold", "Mean hold", "seconds", "", "time on hold ÷ calls"),
    Measure("wrap", "Mean wrap-up", "seconds", "", "from the start of the wrap-up to the end ÷ contacts with one"),
    Measure("resolved", "Resolved at first contact, by wrap-up", "percent", "more",
            "wrapped up as done and not passed on ÷ wrapped up with an outcome"),
    Measure("no_repeat", "Resolved, by no return", "percent", "more",
            "customers who did not come again about it within seven days ÷ known customers, as long ago as that"),
    Measure("passed_on", "Passed on", "percent", "less", "handed off ÷ handled"),
    Measure("survey", "What callers said, of 5", "of_five", "more", "the mean answer to the question after the call"),
    Measure("quality", "Quality score", "percent", "more", "the mean of the scores of contacts drawn by lot"),
    Measure("adherence", "At the desk when on the rota", "percent", "more",
            "time ready or with somebody within one's own turns on the rota ÷ those turns", without="no rota"),
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One figure: `value` is None when it is unknown or of too `few`; `of` is how many it is made of."""

    value: float | None = None
    of: int = 0
    few: bool = False


@dataclass(frozen=True)
class Row:
    """A measure by month (the oldest first), and the team's middle in each."""

    measure: Measure
    cells: tuple[Cell, ...]
    middles: tuple[float | None, ...]

    @property
    def against(self) -> str:
        """How the latest month that has both stands against the team's middle, in words."""
        pairs = [(cell.value, middle) for cell, middle in zip(self.cells, self.middles, strict=True)]
        known = [(own, middle) for own, middle in pairs if own is not None and middle is not None]
        if not known:
            return ""
        own, middle = known[-1]
        if own == middle:
            return "as the team"
        words = "above" if own > middle else "below"
        return f"{words} the team’s middle"


Found = Mapping[tuple[int, date], Mapping[str, Cell]]


def months_until(at: datetime) -> tuple[date, ...]:
    """The first days of the last `MONTHS` months, this one included, the oldest first."""
    month = london_date(at).replace(day=1)
    months = [month]
    while len(months) < MONTHS:
        month = (month - timedelta(days=1)).replace(day=1)
        months.append(month)
    return tuple(reversed(months))


def figures_of(person: Any, at: datetime) -> tuple[tuple[date, ...], list[Row]]:
    """The months, and every measure of this person. The caller has asked who may see them."""
    months = months_until(at)
    own = memberships_at(at).filter(user=person, role__in=HANDLING)
    organisations = {one.organisation_id for one in own}
    teams = {one.team_id for one in own if one.team_id}
    mates = memberships_at(at).filter(team__in=teams, role__in=HANDLING).values_list("user", flat=True)
    people = {person.pk, *mates}
    found = _cells(people, organisations, months, at)
    rows = []
    for measure in MEASURES:
        cells = tuple(found[person.pk, month].get(measure.key, Cell()) for month in months)
        middles = tuple(_middle(found, people, month, measure.key) for month in months)
        rows.append(Row(measure, cells, middles))
    return months, rows


def _middle(found: Found, people: Iterable[int], month: date, key: str) -> float | None:
    values = [cell.value for pk in people if (cell := found[pk, month].get(key)) and cell.value is not None]
    return float(median(values)) if len(values) >= FEWEST_PEOPLE else None


def _cells(people: set[int], organisations: set[int], months: Sequence[date], at: datetime) -> Found:
    since = datetime.combine(months[0], datetime.min.time(), LONDON)
    found: dict[tuple[int, date], dict[str, Cell]] = defaultdict(dict)
    within = {"organisations": organisations, "since": since, "until": at}
    for one in months_of_contacts(people, **within, at=at):
        found[one.person, one.month] |= {
            "handled": Cell(one.handled, one.handled),
            "wrap": _share(one.wrapped_up.total_seconds(), one.wrap_ups),
            "resolved": _share(100 * one.resolved, one.outcomes),
            "no_repeat": _share(100 * (one.settled - one.came_again), one.settled),
            "passed_on": _share(100 * one.passed_on, one.handled),
        }
    for calls in months_of_calls(people, **within):
        found[calls.person, calls.month] |= {
            "talk": _share(calls.talked.total_seconds(), calls.calls),
            "hold": _share(calls.held.total_seconds(), calls.calls),
            "survey": _share(calls.scored, calls.scores),
        }
    for key, cell in [*_quality(people, since), *_adherence(people, months, at)]:
        found[key[0], key[1]][key[2]] = cell
    return found


def _share(whole: float, of: int) -> Cell:
    return Cell(whole / of, of) if of >= FEWEST else Cell(None, of, few=of > 0)


def _quality(people: set[int], since: datetime) -> list[tuple[tuple[int, date, str], Cell]]:
    """The scores count in the month in which the contact began."""
    found = Review.objects.that_count().filter(person__in=people, contact__started_at__gte=since)
    sums: dict[tuple[int, date], list[float]] = defaultdict(list)
    for person, began, percent in found.values_list("person", "contact__started_at", "percent"):
        sums[person, london_date(began).replace(day=1)].append(float(percent))
    # Three scores a month are the usual rule: a mean of scores is the person's own, and shown from the first.
    return [((*key, "quality"), Cell(sum(many) / len(many), len(many))) for key, many in sums.items()]


def _adherence(people: set[int], months: Sequence[date], at: datetime) -> list[tuple[tuple[int, date, str], Cell]]:
    since = datetime.combine(months[0], datetime.min.time(), LONDON)
    turns = turns_of_people(people, since, at)
    seated = stretches_at_desk({turn.person_id for turn in turns}, since, at) if turns else {}
    planned: dict[tuple[int, date], float] = defaultdict(float)
    there: dict[tuple[int, date], float] = defaultdict(float)
    for turn in turns:
        key = (turn.person_id, london_date(turn.starts_at).replace(day=1))
        end = min(turn.ends_at, at)
        planned[key] += (end - turn.starts_at).total_seconds()
        for begins, ends in seated.get(turn.person_id, ()):
            there[key] += max(0.0, (min(end, ends) - max(turn.starts_at, begins)).total_seconds())
    return [((*key, "adherence"), Cell(100 * there[key] / planned[key], 1)) for key in planned if planned[key] > 0]
