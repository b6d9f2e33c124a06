"""Why an account may see a case, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from civichub.accounts.roles import POWERS
from civichub.core.watch.queries import emergency_of
from civichub.customers.queries import own_customer_ids
from civichub.organisations.queries import agreements_for

EVERYTHING = frozenset(
    {"customer.name", "customer.contact_points", "customer.needs", "contacts", "case.summary", "case.answers"}
    | {"case.history", "case.private_notes", "case.attachments"}
)
OWN_CASE = EVERYTHING - {"case.private_notes"}


WORKERS = ("staff", "client")


@dataclass(frozen=True)
class Access:
    """The ground on which a case may be seen, in words, and the parts it opens (values of `SharedField`).

    `agreements`: those that are the ground, the widest first; none where it is another. `purpose`: what it was opened
    for, where the ground itself says so.
    """

    words: str
    fields: frozenset[str] = field(default=EVERYTHING)
    may_act: bool = True
    agreements: tuple[Any, ...] = ()
    purpose: str = ""

    def opens(self, part: str) -> bool:
        """Whether this part of the record may be shown."""
        return part in self.fields


def agreements_of(user: Any) -> list[Any]:
    """The agreements that open other organisations' cases to this account, read once for the account object."""
    return agreements_for(user, "case.view")


@dataclass(frozen=True)
class Scope:
    """Which organisations' cases somebody's roles and agreements open: all that `visible_to` goes by for workers.

    `shared`: the bodies whose cases are open under an agreement, each with the ids of its services, none for all
    ordinary ones.
    """

    ordinary: frozenset[int]
    sensitive: frozenset[int]
    teams: frozenset[int]
    all_sensitive: frozenset[int]
    shared: tuple[tuple[int, tuple[int, ...]], ...]


def scope_of(user: Any, part: str = "") -> Scope:
    """The scope of this account as a whole, of whatever kind it is; with `part`, where that part is open to it."""
    return Scope(
        ordinary=user.organisations_with("case.view"),
        sensitive=user.organisations_with("case.view_sensitive"),
        teams=user.team_ids,
        all_sensitive=user.organisations_with("case.view_all_sensitive"),
        shared=tuple(
            (one.from_organisation_id, tuple(one.services))
            for one in agreements_of(user)
            if not part or part in one.fields
        ),
    )


def access_to(user: Any, case: Any) -> Access | None:
    """On what ground `user` sees `case`, or None. Agrees with `CaseQuerySet.visible_to`, row by row, but for an
    emergency, which opens one case by its reference and puts it in no list."""
    if user.is_system:
        return Access("The hub itself.")
    if user.kind == "resident":
        own = case.customer_id is not None and case.customer_id in own_customer_ids(user)
        return Access("This is your own case.", OWN_CASE, may_act=False) if own else None
    if user.kind not in WORKERS:
        return None
    if _by_own_role(user, case):
        return Access(f"{case.organisation.name} is responsible for this case, and your role there lets you see it.")
    return _under_agreements(user, case) or _in_emergency(user, case)


def covers(agreement: Any, case: Any) -> bool:
    """Whether the agreement is about cases like this one: by its services, else every one that is not sensitive."""
    about_it = case.service_id in agreement.services if agreement.services else not case.sensitive
    return bool(about_it and agreement.from_organisation_id == case.organisation_id)


def _under_agreements(user: Any, case: Any) -> Access | None:
    held = [one for one in agreements_of(user) if covers(one, case)]
    if not held:
        return None
    held.sort(key=lambda one: -len(one.fields))
    words = [
        f"{one.from_organisation.name} shares this with {one.to_organisation.name} under “{one.title}”, for this "
        f"purpose: {one.purpose}. The agreement ends on {one.expires_on:%-d %B %Y}."
        for one in held
    ]
    return Access(
        " ".join(words),
        frozenset({"case.summary"}.union(*(one.fields for one in held))),
        may_act=any(one.may_act for one in held),
        agreements=tuple(held),
        purpose=held[0].purpose,
    )


def notes_open_from(user: Any, case: Any, access: Access) -> frozenset[int]:
    """The organisations whose private notes in this case `user` reads: their own, that of the case where their ground
    opens its notes, and those that share theirs with them by an agreement about such cases."""
    found = set(user.powers) | ({case.organisation_id} if access.opens("case.private_notes") else set())
    found |= {
        one.from_organisation_id
        for one in agreements_of(user)
        if "case.private_notes" in one.fields and (not one.services or case.service_id in one.services)
    }
    return frozenset(found)


def _in_emergency(user: Any, case: Any) -> Access | None:
    found = emergency_of(user, case) if user.has_power("record.break_glass", case.organisation_id) else None
    if found is None:
        return None
    until = timezone.localtime(found.until)
    return Access(
        f"You opened it in an emergency, until {until:%H:%M}, because: {found.words}",
        may_act=False,
        purpose=found.words,
    )


def purpose_of(user: Any, case: Any, access: Access) -> str:
    """What a worker reads a case for, as far as their ground or their work tells: for the ledger of readings."""
    if access.purpose:
        return access.purpose
    if case.assignee_id == user.pk:
        return "The reader's own case"
    return "A case of the reader's team" if case.team_id in user.team_ids else ""


def as_opened_to(user: Any, case: Any) -> Any:
    """The case without what it was asked in, where this reader's ground opens no more than service, state and dates.

    The title and the place come from what the customer wrote. A record read for its page is never saved: operations
    read and lock the row again.
    """
    if user.kind in WORKERS and not _by_own_role(user, case):
        access = access_to(user, case)
        if access is not None and not access.opens("case.answers"):
            case.title, case.description, case.place, case.answers = case.service.title, "", "", {}
            case.easting = case.northing = None
            case.uprn = case.ward_code = ""
    return case


def _by_own_role(user: Any, case: Any) -> bool:
    if not case.sensitive:
        return user.has_power("case.view", case.organisation_id)
    if user.has_power("case.view_all_sensitive", case.organisation_id):
        return True
    return case.team_id in user.team_ids and user.has_power("case.view_sensitive", case.organisation_id)


def powers_on(user: Any, case: Any) -> frozenset[str]:
    """What `user` may do to `case`: the powers of their role in the responsible body, or, where an agreement lets a
    partner act, the powers they hold in the partner. An account of the hub itself holds every power."""
    if user.is_system:
        return frozenset(POWERS)
    own = user.powers.get(case.organisation_id, frozenset())
    access = access_to(user, case)
    if access is None or not access.agreements or not access.may_act:
        return own if access else frozenset()
    partners = {one.to_organisation_id for one in access.agreements if one.may_act}
    return own.union(*(powers for organisation, powers in user.powers.items() if organisation in partners))


def roles_on(user: Any, case: Any) -> frozenset[str]:
    """The roles of `user` in the body responsible for `case`: what decision limits go by."""
    return frozenset(m.role for m in user.memberships_in_force if m.organisation_id == case.organisation_id)
