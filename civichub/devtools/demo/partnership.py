"""The organisations of the demonstration, and what they have agreed to share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import AGENCIES, COUNTY, DISTRICTS, PARISHES, PARTNERSHIP
from civichub.organisations.operations import agree_sharing, found_organisation

DESK_FIELDS = ["customer.name", "customer.contact_points", "customer.needs", "contacts", "case.summary", "case.answers"]
DESK_FIELDS += ["case.history", "case.attachments"]


def found_partnership(*, actor: Any, at: datetime) -> dict[str, Any]:
    """One county, five districts, two parish councils and four agencies, by slug."""
    found: dict[str, Any] = {}
    for partner in PARTNERSHIP:
        details = partner.details()
        parent = found.get(partner.parent)
        found[partner.slug] = found_organisation(**{**details, "parent": parent}, actor=actor, at=at)
    return found


def agree_to_share(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, at: datetime
) -> None:
    """The county's contact centre answers for every district and parish; agencies share by service."""
    county, starts = organisations[COUNTY], london_date(at)
    ends = date(starts.year + 3, 3, 31)
    for partner in (*DISTRICTS, *PARISHES):
        agree_sharing(
            from_organisation=organisations[partner.slug],
            to_organisation=county,
            title=f"One front door for {partner.short_name}",
            purpose="so that the contact centre can answer, record and follow up for people who call",
            legal_basis="UK GDPR Article 6(1)(e), public task; Local Government Act 1972 section 101",
            fields=DESK_FIELDS,
            starts_on=starts,
            expires_on=ends,
            may_act=True,
            actor=people[f"governance@{partner.slug}"],
            at=at,
        )
    fire = next(agency for agency in AGENCIES if "fire" in agency.slug)
    agree_sharing(
        from_organisation=county,
        to_organisation=organisations[fire.slug],
        title="Safer homes",
        purpose="to offer a home fire safety visit to people who apply for a blue badge",
        legal_basis="UK GDPR Article 6(1)(e), public task; Fire and Rescue Services Act 2004 section 6",
        fields=["customer.name", "case.summary"],
        services=[services["blue-badge"].pk],
        starts_on=starts,
        expires_on=london_date(at + timedelta(days=730)),
        actor=people[f"governance@{COUNTY}"],
        at=at,
    )
