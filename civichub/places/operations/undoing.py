"""Taking back an import of addresses, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from civichub.core.audit import audit
from civichub.core.errors import Conflict
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.places import policies
from civichub.places.events import AddressesImported, AreasReplaced
from civichub.places.imports import staging
from civichub.places.models import (
    Address,
    AddressArea,
    AddressChange,
    AddressImport,
    AddressStatus,
    Area,
    AreaChange,
    AreaImport,
    ImportState,
)
from civichub.places.operations.placing import place

_OWN_RECORDS = (AddressArea, AddressChange)

_RESTORE = """
UPDATE places_address a
SET usrn = b.usrn, organisation_name = b.organisation_name, sub_building = b.sub_building,
    building_name = b.building_name, building_number = b.building_number, street = b.street, locality = b.locality,
    town = b.town, postcode = b.postcode, easting = b.easting, northing = b.northing,
    classification = b.classification, status = b.status, on_street_id = b.on_street_id,
    number_to_sort_by = b.number_to_sort_by, search_text = b.search_text
FROM places_addresschange c, jsonb_populate_record(NULL::places_address, c.before) b
WHERE c.batch_id = %s AND c.before IS NOT NULL AND a.id = c.address_id
"""


@operation
def undo_address_import(*, batch: AddressImport, actor: Any, at: datetime) -> AddressImport:
    """Put back what an import changed and remove what it added; an added address in use becomes historic instead.

    Raises `Conflict` when a later import has changed one of the same addresses: that one must be undone first.
    """
    batch = lock(batch)
    require(policies.may_undo_import(actor, batch))
    if batch.state == ImportState.UNDONE:
        raise Conflict("This import has been undone already.")
    staging.begin()
    _refuse_if_changed_since(batch)
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE, [batch.pk])
        restored = cursor.rowcount
    _place_again(batch)
    removed, retired = _remove_added(batch)
    batch.state, batch.finished_at = ImportState.UNDONE, at
    batch.save(update_fields=["state", "finished_at"])
    counts = {"restored": restored, "removed": removed, "retired": retired}
    audit("addresses.import_undone", batch, actor=actor, at=at, file=batch.file_name, **counts)
    publish(AddressesImported(import_id=batch.pk), at=at)
    return batch


@operation
def undo_area_import(*, batch: AreaImport, actor: Any, at: datetime) -> AreaImport:
    """Take out the areas that an import began; those they replaced hold again.

    Raises `Conflict` when a later import changed one of them, or somebody sits for one: the message names it.
    """
    batch = lock(batch)
    require(policies.may_import_areas(actor, batch.organisation_id))
    if batch.state == ImportState.UNDONE:
        raise Conflict("This import has been undone already.")
    staging.begin()
    changes = list(batch.changes.select_related("area", "before"))
    for change in changes:
        _refuse_if_in_use(change.area)
    areas = [change.area_id for change in changes]
    AddressArea.objects.filter(area__in=areas).delete()
    AreaChange.objects.filter(batch=batch).delete()
    Area.objects.filter(pk__in=areas).delete()
    restored = [change.before_id for change in changes if change.before_id]
    Area.objects.filter(pk__in=restored).update(valid_until=None)
    place(Address.objects.all(), Area.objects.filter(pk__in=restored))
    batch.state, batch.undone_at = ImportState.UNDONE, at
    save(batch, "state", "undone_at")
    audit("areas.import_undone", batch, actor=actor, at=at, file=batch.file_name, areas=len(areas))
    publish(AreasReplaced(area_ids=restored, valid_from=batch.valid_from.isoformat()), at=at)
    return batch


def _refuse_if_in_use(area: Area) -> None:
    if area.valid_until is not None:
        raise Conflict(f"{area.name} has ended or was changed since. Undo the later import first.")
    for relation in Area._meta.related_objects:
        if relation.related_model in (AddressArea, AreaChange):
            continue
        user = relation.related_model._base_manager.filter(**{relation.field.name: area}).first()
        if user is not None:
            raise Conflict(f"{area.name} is in use: {user}. Bring in a corrected file instead.")


def _refuse_if_changed_since(batch: AddressImport) -> None:
    later = AddressChange.objects.filter(
        address=OuterRef("address"), batch__gt=batch.pk, batch__state__in=(ImportState.DONE, ImportState.RUNNING)
    )
    touched = batch.changes.filter(Exists(later)).select_related("address").first()
    if touched:
        newest = AddressImport.objects.filter(changes__address=touched.address_id, state=ImportState.DONE).first()
        raise Conflict(f"A later import changed {touched.address}. Undo {newest or 'that import'} first.")


def _place_again(batch: AddressImport) -> None:
    """The areas of the addresses that were put back, as the import may have moved them."""
    restored = Address.objects.filter(pk__in=batch.changes.filter(before__isnull=False).values("address"))
    AddressArea.objects.filter(address__in=restored.values("pk")).delete()
    place(restored, Area.objects.all())


def _remove_added(batch: AddressImport) -> tuple[int, int]:
    """Delete what nothing refers to, retire the rest; returns how many of each."""
    added = set(batch.changes.filter(before__isnull=True).values_list("address", flat=True))
    in_use = set[int]()
    for relation in Address._meta.related_objects:
        if relation.related_model not in _OWN_RECORDS:
            column = relation.field.attname
            users = relation.related_model._base_manager.filter(**{f"{column}__in": added})
            in_use.update(users.values_list(column, flat=True))
    Address.objects.filter(pk__in=in_use).update(status=AddressStatus.HISTORIC)
    with connection.cursor() as cursor:
        for table, column in (("addressarea", "address_id"), ("addresschange", "address_id"), ("address", "id")):
            cursor.execute(f"DELETE FROM places_{table} WHERE {column} = ANY(%s)", [list(added - in_use)])
    return len(added - in_use), len(in_use)
