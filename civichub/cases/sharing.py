"""Why an account may see a case, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from civichub.accounts.roles import POWERS
from civichub.customers.queries import own_customer_ids
from civichub.organisations.queries import agreements_held_by

EVERYTHING = frozenset(
    {"customer.name", "customer.contact_points", "customer.needs", "contacts", "case.summary", "case.answers"}
    | {"case.history", "case.private_notes", "case.attachments"}
)
OWN_CASE = EVERYTHING - {"case.private_notes"}


WORKERS = ("staff", "client")


@dataclass(frozen=True)
class Access:
    """The ground on which a case may be seen, in words, and the parts it opens (values of `SharedField`)."""

    words: str
    fields: frozenset[str] = field(default=EVERYTHING)
    may_act: bool = True
    agreement_id: int | None = None
    expires_on: Any = None

    def opens(self, part: str) -> bool:
        """Whether this part of the record may be shown."""
        return part in self.fields


def agreements_of(user: Any) -> list[Any]:
    """The agreements that open other organisations' records to this account, read once for the account object."""
    held = getattr(user, "agreements_in_force", None)
    if held is None:
        organisations = user.organisations_with("case.view")
        held = agreements_held_by(organisations, on=timezone.localdate()) if organisations else []
        user.agreements_in_force = held
    return held


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


def scope_of(user: Any) -> Scope:
    """The scope of this account as a whole, of whatever kind it is."""
    return Scope(
        ordinary=user.organisations_with("case.view"),
        sensitive=user.organisations_with("case.view_sensitive"),
        teams=user.team_ids,
        all_sensitive=user.organisations_with("case.view_all_sensitive"),
        shared=tuple((one.from_organisation_id, tuple(one.services)) for one in agreements_of(user)),
    )


def access_to(user: Any, case: Any) -> Access | None:
    """On what ground `user` sees `case`, or None. Agrees with `CaseQuerySet.visible_to`, row by row."""
    if user.is_system:
        return Access("The hub itself.")
    if user.kind == "resident":
        own = case.customer_id is not None and case.customer_id in own_customer_ids(user)
        return Access("This is your own case.", OWN_CASE, may_act=False) if own else None
    if user.kind not in WORKERS:
        return None
    if _by_own_role(user, case):
        return Access(f"{case.organisation.name} is responsible for this case, and your role there lets you see it.")
    for agreement in agreements_of(user):
        covers = case.service_id in agreement.services if agreement.services else not case.sensitive
        if agreement.from_organisation_id == case.organisation_id and covers:
            return Access(
                f"{agreement.from_organisation.name} shares this with {agreement.to_organisation.name} under "
                f"“{agreement.title}”, for this purpose: {agreement.purpose}",
                frozenset(agreement.fields) | {"case.summary"},
                may_act=agreement.may_act,
                agreement_id=agreement.pk,
                expires_on=agreement.expires_on,
            )
    return None


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
    if access is None or not access.agreement_id or not access.may_act:
        return own if access else frozenset()
    return own.union(*user.powers.values())


def roles_on(user: Any, case: Any) -> frozenset[str]:
    """The roles of `user` in the body responsible for `case`: what decision limits go by."""
    return frozenset(m.role for m in user.memberships_in_force if m.organisation_id == case.organisation_id)
