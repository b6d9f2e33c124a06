"""Who works in the demonstration. Every sign-in has the same password, which is printed: never in production."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from civichub.accounts.models import User
from civichub.accounts.operations import add_staff
from civichub.accounts.roles import Role
from civichub.devtools.demo.partnership_data import COUNTY, PARTNERSHIP
from civichub.organisations.queries import team_by_slug
from civichub.places.operations import change_councillor
from civichub.places.queries import sitting_councillors

PASSWORD = "front-door-2026"
MAIL = "brackenshire.example"

# Who signs in to look round: (name, email before the @, organisation, team, role).
CAST = (
    ("Asha Patel", "advisor", COUNTY, "customer-services", Role.ADVISOR),
    ("Ben Carter", "leader", COUNTY, "customer-services", Role.TEAM_LEADER),
    ("Ruth Okafor", "reception", "lodebury", "customer-services", Role.RECEPTIONIST),
    ("Tom Whitlock", "highways", COUNTY, "highways", Role.SERVICE_OFFICER),
    ("Maria Kowalska", "care", COUNTY, "adult-social-care", Role.SERVICE_OFFICER),
    ("Gareth Lloyd", "waste", "lodebury", "waste", Role.SERVICE_OFFICER),
    ("Sophie Turner", "waste.harnwick", "harnwick", "waste", Role.SERVICE_OFFICER),
    ("Nadia Hussain", "manager", COUNTY, "highways", Role.SERVICE_MANAGER),
    ("Helen Rudd", "complaints", COUNTY, "customer-relations", Role.SERVICE_OFFICER),
    ("Owen Price", "information", COUNTY, "information-governance", Role.SERVICE_OFFICER),
    ("Peter Yates", "analyst", COUNTY, None, Role.ANALYST),
    ("Cllr Joan Birch", "councillor", COUNTY, None, Role.COUNCILLOR),
    ("Imran Malik", "referrer", "brackenshire-health", None, Role.PARTNER_REFERRER),
    ("Grace Adeyemi", "governance", COUNTY, None, Role.INFORMATION_GOVERNANCE),
    ("Dev Sharma", "admin", COUNTY, None, Role.ADMINISTRATOR),
    ("Ellie Marsh", "fire", "brackenshire-fire", "prevention", Role.SERVICE_OFFICER),
    ("Hazel Penn", "clerk", "kestleham", None, Role.PARISH_CLERK),
)
SIGN_INS = [(f"{Role(role).label}, {organisation}", f"{local}@{MAIL}") for _, local, organisation, _, role in CAST]
BEHIND_THE_SCENES = (
    ("governance", Role.INFORMATION_GOVERNANCE),
    ("admin", Role.ADMINISTRATOR),
    ("officer", Role.SERVICE_OFFICER),
)


def add_people(organisations: dict[str, Any], *, actor: Any, at: datetime) -> dict[str, Any]:
    """The cast, with proved addresses, by email; and each organisation's ``governance@slug``, ``admin@slug`` and
    ``officer@slug``, who cannot sign in."""
    people: dict[str, Any] = {}
    for name, local, slug, team, role in CAST:
        home = organisations[slug]
        member = add_staff(
            email=f"{local}@{MAIL}",
            name=name,
            organisation=home,
            team=team_by_slug(home.pk, team) if team else None,
            role=role,
            actor=actor,
            at=at,
        )
        EmailAddress.objects.get_or_create(
            user=member, email=member.email, defaults={"verified": True, "primary": True}
        )
        people[member.email] = member
    # One hash for all of them: it is made slow to guess, and fourteen took as long as the rest of the people.
    User.objects.filter(pk__in=[member.pk for member in people.values()]).update(password=make_password(PASSWORD))
    _seat_the_councillor(people[f"councillor@{MAIL}"], organisations[COUNTY], actor=actor, at=at)
    for partner in PARTNERSHIP:
        for local, role in BEHIND_THE_SCENES:
            people[f"{local}@{partner.slug}"] = add_staff(
                email=f"{local}@{partner.slug}.example",
                name=f"{Role(role).label} of {partner.short_name}",
                organisation=organisations[partner.slug],
                role=role,
                actor=actor,
                at=at,
            )
    return people


def _seat_the_councillor(member: Any, county: Any, *, actor: Any, at: datetime) -> None:
    """The county's first seat is hers, so that "which councillor" names somebody who can sign in."""
    seat = sitting_councillors().filter(organisation=county).order_by("area__code", "pk").first()
    if seat is not None:
        changes = {"name": member.name.removeprefix("Cllr "), "email": member.email, "account": member}
        change_councillor(councillor=seat, changes=changes, actor=actor, at=at)
