"""Joining two records of one person, parting them again, and saying that two people are two."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from civichub.core.audit import audit
from civichub.core.errors import Conflict, Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.core.text import clean_text
from civichub.customers import policies
from civichub.customers.events import CustomersMerged, MergeUndone
from civichub.customers.models import Customer, Merge, NotSame, Relation, Suggestion
from civichub.customers.operations.locking import lock_pair
from civichub.customers.operations.moving import copy_protection, fill_blanks, move_rows, put_back
from civichub.customers.operations.protection import settle_risk
from civichub.customers.queries.families import family_ids
from civichub.customers.queries.matching import known_to_differ
from civichub.customers.states import CUSTOMER, DIFFERENT, JOINED, OPEN, SUGGESTION


@operation
def merge_customers(*, keep: Customer, absorb: Customer, reason: str, actor: Any, at: datetime) -> Merge:
    """Make `absorb` part of `keep`, with all its details, needs, consents, holdings, household and flags of risk.

    Contacts and cases stay with the record they were made for; `queries.family_ids` finds them. Everything that moves
    is written down, so that `undo_merge` can put it back. Raises `NotAllowed` when the actor may not open both, or may
    not see where a sheltered one lives; `TransitionRefused` when either was merged before; `Conflict` when they are
    known to be two people, are related, or each has a sign-in; `Invalid` for a person and an organisation.
    """
    if keep.pk == absorb.pk:
        raise Invalid({"absorb": "Choose two different records."})
    keep, absorb = lock_pair(keep, absorb)
    require(policies.may_merge_customers(actor, keep, absorb))
    CUSTOMER.target(keep.state, "merge")
    state = CUSTOMER.target(absorb.state, "merge")
    _refuse_two_people(keep, absorb)
    reason = clean_text(reason, field="reason", max_length=300, required=True)
    merge = Merge.objects.create(keep=keep, absorbed=absorb, reason=reason, made_by=actor, made_at=at)
    move_rows(merge)
    fill_blanks(merge, keep, absorb)
    absorb.state, absorb.merged_into = state, keep
    save(absorb, "state", "merged_into")
    settle_risk(keep, at)
    _settle_suggestion(keep, absorb, "join", JOINED)
    audit("customer.merged", keep, actor=actor, at=at, absorbed=absorb.pk, merge=merge.pk, reason=reason)
    publish(CustomersMerged(keep_id=keep.pk, absorbed_id=absorb.pk, merge_id=merge.pk), at=at)
    return merge


def _refuse_two_people(keep: Customer, absorb: Customer) -> None:
    if keep.kind != absorb.kind:
        raise Invalid({"absorb": "A person and an organisation cannot be one customer."})
    families = family_ids(keep.pk), family_ids(absorb.pk)
    if any(known_to_differ(one, other) for one in families[0] for other in families[1]):
        raise Conflict("These records are marked as different people.")
    both_signed_in = all(Customer.objects.filter(pk__in=ids, account__isnull=False).exists() for ids in families)
    if both_signed_in:
        raise Conflict("Each of these records has a sign-in of its own. Ask the person, and unlink one sign-in first.")
    between = Q(from_customer=keep, to_customer=absorb) | Q(from_customer=absorb, to_customer=keep)
    if Relation.objects.filter(between).exists():
        raise Conflict("These records are recorded as two people who know each other, so they cannot be one person.")


@operation
def undo_merge(*, merge: Merge, reason: str, actor: Any, at: datetime) -> Merge:
    """Part the records again: each row goes back to whose it was, and keeps what was edited in it meanwhile.

    What was added while they were joined stays with the keeping record; flags of risk and rules for contacting that
    were added meanwhile stand on both. Raises `Conflict` when it was undone before, or when the keeping record has
    itself been merged since (undo that first), and `NotAllowed`.
    """
    merge = lock(merge)
    keep, absorbed = lock_pair(merge.keep, merge.absorbed)
    require(policies.may_undo_merge(actor, keep))
    if merge.undone_at is not None:
        raise Conflict("This merge has been undone already.")
    if keep.merged_into_id is not None:
        raise Conflict("The record that was kept has itself been merged since. Undo that merge first.")
    absorbed.state, absorbed.merged_into = CUSTOMER.target(absorbed.state, "undo_merge"), None
    save(absorbed, "state", "merged_into")
    put_back(merge)
    copy_protection(merge)
    merge.undone_by, merge.undone_at = actor, at
    merge.undone_why = clean_text(reason, field="reason", max_length=300, required=True)
    save(merge, "undone_by", "undone_at", "undone_why")
    keep.refresh_from_db()
    for other in Merge.objects.standing().filter(keep=keep).select_related("absorbed"):
        fill_blanks(other, keep, other.absorbed)
    settle_risk(absorbed, at)
    settle_risk(keep, at)
    _settle_suggestion(keep, absorbed, "reopen", OPEN)
    audit("customer.merge_undone", keep, actor=actor, at=at, absorbed=absorbed.pk, merge=merge.pk)
    publish(MergeUndone(keep_id=keep.pk, absorbed_id=absorbed.pk, merge_id=merge.pk), at=at)
    return merge


@operation
def mark_not_same(*, first: Customer, second: Customer, reason: str, actor: Any, at: datetime) -> NotSame:
    """Two people, whatever they have in common: never suggested or merged again. Raises `Conflict` while merged."""
    if first.pk == second.pk:
        raise Invalid({"second": "Choose two different records."})
    first, second = lock_pair(first, second)
    require(policies.may_mark_not_same(actor, first, second))
    if set(family_ids(first.pk)) & set(family_ids(second.pk)):
        raise Conflict("These records are merged. Undo the merge first.")
    low, high = sorted((first, second), key=lambda row: row.pk)
    reason = clean_text(reason, field="reason", max_length=300, required=True)
    mark, _ = NotSame.objects.get_or_create(
        first=low, second=high, defaults={"reason": reason, "marked_by": actor, "marked_at": at}
    )
    _settle_suggestion(low, high, "part", DIFFERENT)
    audit("customer.marked_not_same", low, actor=actor, at=at, other=high.pk, reason=reason)
    return mark


def _settle_suggestion(one: Customer, other: Customer, step: str, state: str) -> None:
    """Move a suggestion of this pair, if there is one that can take the step."""
    low, high = sorted((one.pk, other.pk))
    sources = SUGGESTION.steps[step].sources
    Suggestion.objects.filter(first=low, second=high, state__in=sources).update(state=state)
