"""Members and the sites where people are seen: adding them, changing them, and saying when they end."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from civichub.core.audit import audit
from civichub.core.clocks import SpecError
from civichub.core.clocks.hours import read_hours
from civichub.core.clocks.spec_reading import SpecReader
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.places import policies
from civichub.places.events import CouncillorChanged, SiteChanged
from civichub.places.models import Address, Area, Councillor, Site, SiteKind, SiteSession, WeekOfMonth

_COUNCILLOR_FIELDS = {"name": 120, "party": 80, "email": 254, "phone": 30, "surgeries": 2000}
_SITE_FIELDS = {"name": 120, "phone": 30, "email": 254, "hours_note": 200}


@operation
def add_councillor(
    *,
    name: str,
    area: Area,
    organisation: Any,
    starts_on: date,
    actor: Any,
    at: datetime,
    party: str = "",
    email: str = "",
    phone: str = "",
    surgeries: str = "",
    account: Any = None,
) -> Councillor:
    """Give a member a seat for `area` on the council `organisation`, from `starts_on`."""
    require(policies.may_edit_councillors(actor, organisation.pk))
    texts = {"name": name, "party": party, "email": email, "phone": phone, "surgeries": surgeries}
    councillor = Councillor.objects.create(
        area=area, organisation=organisation, account=account, starts_on=starts_on, **_texts(texts, _COUNCILLOR_FIELDS)
    )
    audit("councillor.added", councillor, actor=actor, at=at, name=councillor.name, area=area.code)
    publish(CouncillorChanged(councillor_id=councillor.pk), at=at)
    return councillor


@operation
def change_councillor(*, councillor: Councillor, changes: dict[str, Any], actor: Any, at: datetime) -> Councillor:
    """Change what is published of a member or the account they sign in with.

    `changes` maps any of name, party, email, phone, surgeries (texts) and account (a user or None) to its new value.
    """
    councillor = lock(councillor)
    require(policies.may_edit_councillors(actor, councillor.organisation_id))
    texts = {field: value for field, value in changes.items() if field != "account"}
    cleaned: dict[str, Any] = _texts(texts, _COUNCILLOR_FIELDS)
    if "account" in changes:
        cleaned["account"] = changes["account"]
    for field, value in cleaned.items():
        setattr(councillor, field, value)
    save(councillor, *cleaned)
    audit("councillor.changed", councillor, actor=actor, at=at, fields=sorted(cleaned))
    publish(CouncillorChanged(councillor_id=councillor.pk), at=at)
    return councillor


@operation
def retire_councillor(*, councillor: Councillor, last_day: date, actor: Any, at: datetime) -> Councillor:
    """End a member's seat; they are named as the member through `last_day`."""
    councillor = lock(councillor)
    require(policies.may_edit_councillors(actor, councillor.organisation_id))
    if last_day < councillor.starts_on:
        raise Invalid({"last_day": f"The seat began on {councillor.starts_on:%-d %B %Y}. Choose a later day."})
    councillor.ends_on = last_day
    save(councillor, "ends_on")
    audit("councillor.retired", councillor, actor=actor, at=at, last_day=last_day.isoformat())
    publish(CouncillorChanged(councillor_id=councillor.pk), at=at)
    return councillor


@operation
def add_site(
    *,
    organisation: Any,
    slug: str,
    name: str,
    kind: str,
    actor: Any,
    at: datetime,
    address: Address | None = None,
    opening_hours: dict[str, Any] | None = None,
    hours_note: str = "",
    phone: str = "",
    email: str = "",
    facilities: list[str] | None = None,
    channels: list[str] | None = None,
) -> Site:
    """Add a place where people are seen. `opening_hours` maps weekdays to ``["09:00-17:00"]`` (empty: no set hours)."""
    require(policies.may_edit_sites(actor, organisation.pk))
    if kind not in SiteKind.values:
        raise Invalid({"kind": f"Choose a kind of site: {', '.join(SiteKind.values)}."})
    if Site.objects.filter(slug=slug).exists():
        raise Invalid({"slug": f"Choose another short address; {slug} is taken."})
    texts = {"name": name, "phone": phone, "email": email, "hours_note": hours_note}
    site = Site.objects.create(
        organisation=organisation,
        slug=slug,
        kind=kind,
        address=address,
        opening_hours=_checked_hours(opening_hours or {}),
        facilities=_list_of_texts(facilities or [], "facilities", 80),
        channels=_list_of_texts(channels or [], "channels", 40),
        **_texts(texts, _SITE_FIELDS),
    )
    audit("site.added", site, actor=actor, at=at, name=site.name)
    publish(SiteChanged(site_id=site.pk), at=at)
    return site


@operation
def change_site_hours(*, site: Site, opening_hours: dict[str, Any], hours_note: str, actor: Any, at: datetime) -> Site:
    """Set a site's hours and the note beside them."""
    site = lock(site)
    require(policies.may_edit_sites(actor, site.organisation_id))
    site.opening_hours = _checked_hours(opening_hours)
    site.hours_note = clean_text(hours_note, field="hours_note", max_length=_SITE_FIELDS["hours_note"])
    save(site, "opening_hours", "hours_note")
    audit("site.hours_changed", site, actor=actor, at=at, opening_hours=site.opening_hours)
    publish(SiteChanged(site_id=site.pk), at=at)
    return site


@operation
def retire_site(*, site: Site, last_day: date, actor: Any, at: datetime) -> Site:
    """Close a site for good; it is offered through `last_day`."""
    site = lock(site)
    require(policies.may_edit_sites(actor, site.organisation_id))
    site.closed_on = date.fromordinal(last_day.toordinal() + 1)
    save(site, "closed_on")
    audit("site.retired", site, actor=actor, at=at, last_day=last_day.isoformat())
    publish(SiteChanged(site_id=site.pk), at=at)
    return site


@operation
def add_session(
    *,
    site: Site,
    title: str,
    provider: str,
    weekday: int,
    starts: time,
    ends: time,
    from_day: date,
    actor: Any,
    at: datetime,
    week_of_month: int = WeekOfMonth.EVERY,
    until_day: date | None = None,
    councillor: Councillor | None = None,
    how_to_book: str = "",
) -> SiteSession:
    """Add something held again and again at a site. `weekday` is 0 for Monday; `week_of_month` 0 is every, 5 last."""
    require(policies.may_edit_sessions(actor, site.organisation_id))
    errors = {
        "weekday": "" if 0 <= weekday <= 6 else "Choose a weekday.",
        "week_of_month": "" if week_of_month in WeekOfMonth.values else "Choose every week, or a week of the month.",
        "ends": "" if ends > starts else "The session must end after it starts.",
        "until_day": "" if until_day is None or until_day >= from_day else "The last day must not be before the first.",
    }
    if faults := {field: message for field, message in errors.items() if message}:
        raise Invalid(faults)
    texts = {"title": title, "provider": provider, "how_to_book": how_to_book}
    session = SiteSession.objects.create(
        site=site, councillor=councillor, weekday=weekday, week_of_month=week_of_month, starts=starts, ends=ends,
        from_day=from_day, until_day=until_day,
        **_texts(texts, {"title": 120, "provider": 120, "how_to_book": 200}),
    )  # fmt: skip
    audit("session.added", session, actor=actor, at=at, site=site.slug, title=session.title)
    publish(SiteChanged(site_id=site.pk), at=at)
    return session


@operation
def end_session(*, session: SiteSession, last_day: date, actor: Any, at: datetime) -> SiteSession:
    """Stop a recurring session; its last occurrence is on or before `last_day`."""
    session = lock(session)
    require(policies.may_edit_sessions(actor, session.site.organisation_id))
    session.until_day = last_day
    save(session, "until_day")
    audit("session.ended", session, actor=actor, at=at, last_day=last_day.isoformat())
    publish(SiteChanged(site_id=session.site_id), at=at)
    return session


def _texts(values: dict[str, str], limits: dict[str, int]) -> dict[str, str]:
    required = {"name", "title", "provider"}
    unknown = values.keys() - limits.keys()
    if unknown:
        raise TypeError(f"there is nothing called {', '.join(sorted(unknown))} to change")
    return {
        field: clean_text(
            value, field=field, max_length=limits[field], required=field in required, lines=field == "surgeries"
        )
        for field, value in values.items()
    }


def _list_of_texts(values: list[str], field: str, most: int) -> list[str]:
    return [clean_text(value, field=field, max_length=most, required=True) for value in values]


def _checked_hours(hours: dict[str, Any]) -> dict[str, Any]:
    if hours:
        try:
            read_hours(SpecReader(hours, "opening_hours"))
        except SpecError as error:
            raise Invalid({"opening_hours": str(error)}) from error
    return hours
