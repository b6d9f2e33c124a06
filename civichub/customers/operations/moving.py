"""What a merge does to rows, written down as it is done, and how exactly that is put back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from civichub.customers.models import (
    AtRiskFlag,
    Consent,
    ContactPoint,
    Customer,
    CustomerHolding,
    HouseholdMember,
    Merge,
    MergedRow,
    Need,
    Relation,
)
from civichub.customers.needs import NEED_TYPES, NeedKind

TABLES: dict[str, type[models.Model]] = {
    model._meta.model_name: model
    for model in (AtRiskFlag, Consent, ContactPoint, Customer, CustomerHolding, HouseholdMember, Need, Relation)
}
# What the keeping record takes over from the absorbed one where it has nothing of its own.
_FILLED = ("date_of_birth", "known_as", "title", "preferred_channel", "preferred_language")
_DEATH = frozenset({"is_deceased", "died_on"})  # edited together, so put back together or not at all
_CONTACT_RULES = [code for code, row in NEED_TYPES.items() if row.kind == NeedKind.CONTACT_RULE]


def move_rows(merge: Merge) -> None:
    """Hand every row of the absorbed record to the keeping one, but those that it has already."""
    for model in (AtRiskFlag, Consent, Need):
        for row in model.objects.filter(customer=merge.absorbed_id):
            _change(merge, row, customer_id=merge.keep_id)
    _move_contact_points(merge)
    held = set(CustomerHolding.objects.filter(customer=merge.keep_id).values_list("organisation", "service"))
    for holding in CustomerHolding.objects.filter(customer=merge.absorbed_id):
        if (holding.organisation_id, holding.service) not in held:
            _change(merge, holding, customer_id=merge.keep_id)
    homes = set(HouseholdMember.objects.filter(customer=merge.keep_id, until=None).values_list("household", flat=True))
    for member in HouseholdMember.objects.filter(customer=merge.absorbed_id):
        if member.until is not None or member.household_id not in homes:
            _change(merge, member, customer_id=merge.keep_id)
    _move_relations(merge)


def _move_contact_points(merge: Merge) -> None:
    kept = ContactPoint.objects.live().filter(customer=merge.keep_id, is_preferred=True)
    preferred = set(kept.values_list("kind", flat=True))
    for point in ContactPoint.objects.filter(customer=merge.absorbed_id):
        if point.is_preferred and point.valid_until is None and point.kind in preferred:
            _change(merge, point, customer_id=merge.keep_id, is_preferred=False)
        else:
            _change(merge, point, customer_id=merge.keep_id)


def _move_relations(merge: Merge) -> None:
    for end, other in (("from_customer_id", "to_customer_id"), ("to_customer_id", "from_customer_id")):
        known = set(Relation.objects.filter(**{end: merge.keep_id}, until=None).values_list(other, "kind"))
        for relation in Relation.objects.filter(**{end: merge.absorbed_id}):
            if relation.until is not None or (getattr(relation, other), relation.kind) not in known:
                _change(merge, relation, **{end: merge.keep_id})


def fill_blanks(merge: Merge, keep: Customer, absorbed: Customer) -> None:
    """Take over what the locked keeping record lacks. That somebody has died is always taken over."""
    changes: dict[str, Any] = {
        field: getattr(absorbed, field) for field in _FILLED if getattr(absorbed, field) and not getattr(keep, field)
    }
    if absorbed.is_deceased and not keep.is_deceased:
        changes |= {"is_deceased": True, "died_on": absorbed.died_on}
    if changes:
        _change(merge, keep, **changes)


def _change(merge: Merge, row: models.Model, **changes: Any) -> None:
    """Set the fields and write down what they were. Raises nothing: the caller has made sure that constraints hold."""
    before = {field: _plain(getattr(row, field)) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    row.save(update_fields=[field.removesuffix("_id") for field in changes])
    MergedRow.objects.create(
        merge=merge,
        table=row._meta.model_name,
        row_id=row.pk,
        before=before,
        after={field: _plain(value) for field, value in changes.items()},
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def put_back(merge: Merge) -> None:
    """Undo every change that nobody has overtaken: a field edited since the merge keeps the edit."""
    rows = list(merge.rows.all())
    for written in rows:
        _restore(written, skip=("is_preferred",))
    for written in rows:
        if "is_preferred" in written.before:
            _prefer_again(written)


def _restore(written: MergedRow, *, skip: tuple[str, ...]) -> None:
    model = TABLES[written.table]
    row = model._base_manager.select_for_update().get(pk=written.row_id)
    untouched = {field for field in written.before if _plain(getattr(row, field)) == written.after[field]}
    if not untouched >= _DEATH & written.before.keys():
        untouched -= _DEATH
    changed = sorted(untouched - set(skip))
    for field in changed:
        was = written.before[field]
        setattr(row, field, date.fromisoformat(was) if was and field in ("date_of_birth", "died_on") else was)
    if changed:
        row.save(update_fields=[field.removesuffix("_id") for field in changed])


def _prefer_again(written: MergedRow) -> None:
    """Prefer a contact point again, unless another of its kind became preferred while the records were joined."""
    point = ContactPoint.objects.get(pk=written.row_id)
    rivals = ContactPoint.objects.live().filter(customer=point.customer_id, kind=point.kind, is_preferred=True)
    if point.valid_until is None and not point.is_preferred and not rivals.exists():
        point.is_preferred = True
        point.save(update_fields=["is_preferred"])


def copy_protection(merge: Merge) -> None:
    """What protects the person and was added while the records were joined stays on both: nobody knows for whom it was.

    An organisation that dealt with the joined record meanwhile keeps the keeping one too, since what it did is there.
    """
    moved = {(row.table, row.row_id) for row in merge.rows.all()}
    flags = AtRiskFlag.objects.standing().filter(customer=merge.keep_id, set_at__gte=merge.made_at)
    rules = Need.objects.standing().filter(customer=merge.keep_id, set_at__gte=merge.made_at, code__in=_CONTACT_RULES)
    for row in [*flags, *rules]:
        if (row._meta.model_name, row.pk) not in moved:
            _copy(row, merge.absorbed_id)
    holdings = [pk for table, pk in moved if table == "customerholding"]
    for holding in CustomerHolding.objects.filter(pk__in=holdings, noted_at__gt=merge.made_at):
        _copy(holding, merge.keep_id)


def _copy(row: models.Model, customer_id: int) -> None:
    row.pk, row._state.adding = None, True
    row.customer_id = customer_id
    row.save(force_insert=True)
