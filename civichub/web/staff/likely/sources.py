"""Where candidates come from. A part of the hub adds its own source by one line in `SOURCES`.

A source is given the `Asker` and returns candidates. It reads through queries that ask who may see what, makes the same
number of statements however much there is, and says nothing of anybody whose place is withheld.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse

from civichub.cases.queries import cases_of_customers, open_promises_of
from civichub.contacts.queries import contacts_of_customers
from civichub.customers.queries import CustomerView, residents_at
from civichub.delivery.queries import Told, told_lately
from civichub.procedures.queries import procedure_by_version
from civichub.routing.queries import open_items_about
from civichub.web.staff.case_words import stage_of
from civichub.web.staff.likely.ranking import Candidate, Likely, Matter, rank

MOST_CASES = 20
CLOSED_LATELY = timedelta(days=28)
TOLD_LATELY = timedelta(days=42)
FAILED = frozenset({"failed", "bounced"})
CAUTION = "Somebody else’s. Say nothing of it unless they may speak for that person."


@dataclass(frozen=True)
class Asker:
    """Who is at hand and who asks: `user` the advisor, `customer` the person as the advisor may see them, `family`
    the ids of all their merged records."""

    user: Any
    contact: Any
    customer: CustomerView
    family: tuple[int, ...]
    at: datetime

    @cached_property
    def cases(self) -> list[Any]:
        """Their cases that the advisor may see, read once for every source."""
        return cases_of_customers(self.user, self.family, limit=MOST_CASES)

    @cached_property
    def told(self) -> list[Told]:
        """What we wrote to them lately, of what the advisor may know: a message of a case goes with its case."""
        seen = {case.pk for case in self.cases}
        found = told_lately([f"customers.customer:{pk}" for pk in self.family], since=self.at - TOLD_LATELY)
        return [one for one in found if one.about_type == "cases.case" and one.about_id in seen]

    @property
    def uprn(self) -> str:
        """Where they live now, if the advisor may know and nothing is withheld."""
        if self.customer.address_withheld or self.customer.at_risk:
            return ""
        points = self.customer.contact_points
        return next((p.uprn for p in points if p.kind == "address" and p.is_current and not p.withheld and p.uprn), "")


Source = Callable[[Asker], Iterable[Candidate]]


def own_cases(asker: Asker) -> Iterable[Candidate]:
    """Their open cases, and those closed in the last four weeks."""
    last = {one.about_id: one for one in reversed(asker.told)}
    for case in asker.cases:
        if case.closed_at and asker.at - case.closed_at > CLOSED_LATELY:
            continue
        yield _as_candidate(case, last.get(case.pk))


def _as_candidate(case: Any, told: Told | None) -> Candidate:
    closed = case.closed_at is not None
    waits = not closed and procedure_by_version(case.procedure_version_id).stage(case.stage).kind == "waiting"
    found = Candidate(
        Matter.CLOSED_CASE if closed else Matter.OPEN_CASE,
        key=f"case:{case.pk}",
        title=case.title,
        url=reverse("case", args=[case.reference]),
        happened_at=case.closed_at or case.opened_at,
        due_at=None if closed else case.due_at,
        due_on=None,
        waits_for_them=waits,
        service_id=case.service_id,
        case_reference=case.reference,
        detail=stage_of(case),
    )
    if told is None:
        return found
    words = f"we sent them {'an' if told.channel == 'email' else 'a'} {told.channel_words.lower()}"
    return replace(found, told_at=told.at, told_words=words, failed=told.state in FAILED)


def letters(asker: Asker) -> Iterable[Candidate]:
    """What we wrote to them lately about cases that are too old to be listed for themselves."""
    old = {case.pk: case for case in asker.cases if case.closed_at and asker.at - case.closed_at > CLOSED_LATELY}
    for told in asker.told:
        if case := old.get(told.about_id or 0):
            found = _as_candidate(case, told)
            yield replace(found, matter=Matter.MESSAGE, key=f"told:{told.message_id}", title=told.subject or case.title)


def promises(asker: Asker) -> Iterable[Candidate]:
    """What we promised them and have not settled."""
    by_id = {case.pk: case for case in asker.cases}
    for promise in open_promises_of(by_id):
        case = by_id[promise.case_id]
        yield Candidate(
            Matter.PROMISE,
            key=f"promise:{promise.pk}",
            title=promise.text,
            url=f"{reverse('case', args=[case.reference])}#promises",
            happened_at=promise.made_at,
            due_on=promise.due_on,
            service_id=case.service_id,
            case_reference=case.reference,
            detail=case.title,
        )


def call_backs(asker: Asker) -> Iterable[Candidate]:
    """Call-backs that were promised in their earlier contacts and have not been made."""
    earlier = {one.pk: one for one in contacts_of_customers(asker.user, asker.family)}
    for item in open_items_about("contact", earlier, kind="call_back"):
        contact = earlier[item.subject_id]
        yield Candidate(
            Matter.CALL_BACK,
            key=f"call-back:{item.pk}",
            title=f"Call-back by {item.queue.name}",
            url=reverse("contact", args=[contact.reference]),
            happened_at=item.arrived_at,
            due_at=item.promise_at,
            service_id=contact.service_id,
            detail=contact.reason,
        )


def others_at_the_address(asker: Asker) -> Iterable[Candidate]:
    """Open cases of others who live at the same property, where the advisor may learn who lives there.

    Nobody whose place is withheld is looked up or shown: a case beside an address is a trail to it. Cases of sensitive
    services stay out, because two people of one home may be each other's danger.
    """
    if not asker.uprn:
        return
    others = {view.id: view for view in residents_at(asker.user, asker.uprn, limit=10)}
    safe = [pk for pk, view in others.items() if pk not in asker.family and not view.at_risk]
    if not safe:
        return
    for case in cases_of_customers(asker.user, safe, limit=MOST_CASES):
        if case.closed_at or case.sensitive:
            continue
        yield Candidate(
            Matter.AT_ADDRESS,
            key=f"case:{case.pk}",
            title=case.title,
            url=reverse("case", args=[case.reference]),
            happened_at=case.opened_at,
            due_at=case.due_at,
            service_id=case.service_id,
            case_reference=case.reference,
            caution=CAUTION,
            detail=others[case.customer_id].name if case.customer_id in others else "",
        )


SOURCES: tuple[Source, ...] = (own_cases, letters, promises, call_backs, others_at_the_address)


def what_they_probably_want(asker: Asker) -> list[Likely]:
    """Everything the sources know of, the likeliest first, with the reasons."""
    found = (candidate for source in SOURCES for candidate in source(asker))
    return rank(found, at=asker.at, service_id=asker.contact.service_id)
