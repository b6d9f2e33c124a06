"""Interpreting by telephone, in figures: who was brought into which calls, in which language, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from civichub.core.clocks import end_of_day, london_date
from civichub.customers.needs import language_name
from civichub.telephony.models import CallFact, Leg, LegRole

ONE_DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Use:
    """An interpreter who was rung in a call: `lasted` from answering to leaving, None where nobody answered.

    `month` is its first day; `language` and `service` are words, empty where none was named.
    """

    month: date
    language: str
    service: str
    cost_code: str
    interpreter: str
    lasted: timedelta | None


@dataclass
class UseSums:
    """Of several: how often somebody was rung, and came; how long in all, and in minutes begun, as agencies charge."""

    name: tuple[str, ...] = ()
    rung: int = 0
    came: int = 0
    lasted: timedelta = field(default_factory=timedelta)
    begun_minutes: int = 0

    def add(self, use: Use) -> None:
        """Count one more."""
        self.rung += 1
        if use.lasted is not None:
            self.came += 1
            self.lasted += use.lasted
            self.begun_minutes += -(-use.lasted // MINUTE)


def uses_of_interpreters(organisations: Iterable[int], *, since: date, until: date) -> list[Use]:
    """Those of the days from `since` to before `until`, in their order. Two statements. Who may see them is asked
    above."""
    found = CallFact.objects.filter(
        kind="asked_in", detail__has_key="interpreter", call__organisation__in=list(organisations),
        at__gte=end_of_day(since - ONE_DAY), at__lt=end_of_day(until - ONE_DAY),
    )  # fmt: skip
    rows = list(found.order_by("at", "pk").values_list("call", "at", "detail", "call__contact__service__title"))
    legs = Leg.objects.filter(role=LegRole.GUEST, call__in={call for call, *_ in rows}, answered_at__isnull=False)
    # A leg is written together with its fact, at the same moment.
    spoke = {(leg.call_id, leg.rung_at): leg for leg in legs}
    return [_use(at, detail, service or "", spoke.get((call, at))) for call, at, detail, service in rows]


def _use(at: date, detail: dict[str, str], service: str, leg: Leg | None) -> Use:
    lasted = leg.ended_at - leg.answered_at if leg and leg.answered_at and leg.ended_at else None
    code = detail.get("language", "")
    return Use(
        london_date(at).replace(day=1), language_name(code) if code else "", service, detail.get("cost_code", ""),
        detail["name"], lasted,
    )  # fmt: skip


def summed(uses: Iterable[Use], named: Callable[[Use], tuple[str, ...]]) -> list[UseSums]:
    """The sums of those that have one name together, in the order in which the names first come."""
    sums: dict[tuple[str, ...], UseSums] = {}
    for use in uses:
        sums.setdefault(named(use), UseSums(named(use))).add(use)
    return list(sums.values())
