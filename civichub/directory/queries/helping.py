"""Reads about volunteers and offers of help. Everything starts at `visible_to`: these are people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from civichub.core.errors import NotFound
from civichub.directory.matching import KINDS, TIMES, Candidate, Check, Match, Need, ranked
from civichub.directory.models import HelpOffer, Volunteer
from civichub.directory.states import VolunteerState


def volunteers_for(user: Any, *, words: str = "", state: str = "", skill: str = "") -> QuerySet[Volunteer]:
    """The volunteers that this account may see and that fit all that is given."""
    found = Volunteer.objects.visible_to(user).select_related("organisation").prefetch_related("checks")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(postcode__istartswith=words) | Q(email__icontains=words))
    if state in VolunteerState.values:
        found = found.filter(state=state)
    if skill in KINDS:
        found = found.filter(skills__contains=[skill])
    return with_load(found)


def with_load(volunteers: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
    """With how many requests each holds now, as `held`."""
    return volunteers.annotate(held=Count("offers", filter=Q(offers__state="accepted")))


def get_volunteer_for(user: Any, volunteer_id: int) -> Volunteer:
    """One volunteer. Raises `NotFound`."""
    found = volunteers_for(user).filter(pk=volunteer_id).first()
    if found is None:
        raise NotFound
    return found


def as_candidate(volunteer: Volunteer) -> Candidate:
    """A volunteer as matching sees them."""
    held = getattr(volunteer, "held", None)
    return Candidate(
        key=volunteer.pk,
        point=(volunteer.easting, volunteer.northing),
        reach_metres=volunteer.reach_metres,
        skills=frozenset(volunteer.skills),
        times=frozenset(volunteer.times),
        capacity=volunteer.capacity,
        load=volunteer.offers.filter(state="accepted").count() if held is None else held,
        checks=tuple((Check(one.level), one.good_until) for one in volunteer.checks.all()),
    )


def matches_for(
    user: Any, need: Need, *, organisation_id: int, case_reference: str, on: date, limit: int = 10
) -> list[tuple[Volunteer, Match]]:
    """Volunteers of one organisation who can be asked, the best first; not those who were asked about this case."""
    asked = HelpOffer.objects.filter(case_reference=case_reference).exclude(state="withdrawn")
    active = volunteers_for(user, state=VolunteerState.ACTIVE).filter(organisation=organisation_id)
    people = {one.pk: one for one in active.exclude(pk__in=asked.values("volunteer").exclude(volunteer=None))}
    found = ranked(need, [as_candidate(one) for one in people.values()], on=on)
    return [(people[match.key], match) for match in found[:limit]]


def offers_of_case(user: Any, case_reference: str) -> list[HelpOffer]:
    """Who was asked about a case, the latest first, as far as this account may see it."""
    found = HelpOffer.objects.visible_to(user).filter(case_reference=case_reference)
    return list(found.select_related("volunteer", "service", "offered_by"))


def get_offer_for(user: Any, offer_id: int) -> HelpOffer:
    """One offer. Raises `NotFound`."""
    found = HelpOffer.objects.visible_to(user).select_related("volunteer", "service", "organisation")
    offer = found.filter(pk=offer_id).first()
    if offer is None:
        raise NotFound
    return offer


def need_words(need: Mapping[str, Any]) -> str:
    """What is needed as lines of text, without who or exactly where."""
    kinds = [KINDS[one].label for one in need.get("kinds", ()) if one in KINDS]
    times = [TIMES[one] for one in need.get("times", ()) if one in TIMES]
    lines = ["; ".join(kinds) or "Help at home", f"Near {need['area']}" if need.get("area") else ""]
    lines.append(f"When: {', '.join(times)}" if times else "When: as it suits you both")
    return "\n".join(filter(None, lines))
