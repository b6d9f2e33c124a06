"""People who follow a case, and cases that belong together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.cases import policies
from civichub.cases.events import FollowerAdded
from civichub.cases.models import Case, CaseContact, CaseLink, EntryKind, Follower, LinkKind
from civichub.cases.operations.beside import tie
from civichub.cases.operations.history import add_history
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text


@operation
def follow_case(
    *, case: Case, actor: Any, at: datetime, customer: Any = None, name: str = "", email: str = "", phone: str = ""
) -> Follower:
    """ "Tell me about this one too". The same person twice is one follower. Gives no right to see anything."""
    case = lock(case)
    require(actor.is_system or actor.kind != "staff" or policies.may_see_case(actor, case))
    if customer is None and not email and not phone:
        raise Invalid({"email": "Enter an email address or phone number, so that we can tell you."})
    known = {"customer": customer} if customer else {"customer": None, "email": email.lower(), "phone": phone}
    details = {"name": clean_text(name, field="name", max_length=200), "email": email.lower(), "phone": phone}
    follower, created = Follower.objects.get_or_create(
        case=case, stopped_at=None, **known, defaults={**details, "added_at": at}
    )
    if created:
        add_history(case, EntryKind.CONTACT, actor=actor, at=at, text="Somebody else asked to be told about this.")
        audit("case.followed", case, actor=actor, at=at, follower=follower.pk)
        publish(FollowerAdded(case_id=case.pk, follower_id=follower.pk), at=at)
    return follower


@operation
def stop_following(*, follower: Follower, actor: Any, at: datetime) -> Follower:
    """Tell this person no more."""
    follower = lock(follower)
    require(policies.may_add_to_case(actor, follower.case))
    follower.stopped_at = at
    save(follower, "stopped_at")
    audit("case.unfollowed", follower.case, actor=actor, at=at, follower=follower.pk)
    return follower


@operation
def link_cases(*, case: Case, other: Case, kind: str, actor: Any, at: datetime) -> CaseLink:
    """Say that `case` is a duplicate of, related to, or follows on from `other`; both histories show it."""
    case, other = lock(case), lock(other)
    require(policies.may_act_on_case(actor, case) and policies.may_see_case(actor, other))
    if case.pk == other.pk:
        raise Invalid({"other": "Choose another case; this is the same one."})
    if kind not in LinkKind.values:
        raise Invalid({"kind": "Choose how the cases belong together."})
    return tie(case, other, kind=kind, actor=actor, at=at)


@operation
def add_contact_to_case(*, case: Case, contact: Any, actor: Any, at: datetime) -> CaseContact:
    """Record that a contact was about this case: the chasing call, the visit, the reply."""
    case = lock(case)
    require(policies.may_see_case(actor, case))
    link, created = CaseContact.objects.get_or_create(case=case, contact=contact)
    if created:
        add_history(case, EntryKind.CONTACT, actor=actor, at=at, contact=contact.reference, channel=contact.channel)
        audit("case.contact_added", case, actor=actor, at=at, contact=contact.pk)
    return link
