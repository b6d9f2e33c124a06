"""Adding areas and changing their boundaries from a day onwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.events import publish
from civichub.core.operations import lock, operation, require, save
from civichub.places import policies
from civichub.places.events import AreasReplaced
from civichub.places.imports import staging
from civichub.places.imports.area_file import AreaFile, AreaProblem, ReadArea
from civichub.places.models import Address, Area, AreaChange, AreaImport, AreaKind
from civichub.places.operations.placing import place


@dataclass
class AreaReport:
    """What an import of areas did, or would do. `written` is False for a dry run and for a refused file."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[AreaProblem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    addresses_placed: int = 0
    written: bool = False
    areas: list[Area] = field(default_factory=list)
    came_before: dict[int, Area] = field(default_factory=dict)
    import_id: int | None = None

    def in_words(self) -> str:
        """One sentence for a person."""
        counts = f"{len(self.added)} areas added, {len(self.replaced)} replaced, {len(self.unchanged)} as they were"
        placed = f", {self.addresses_placed:,} addresses placed" if self.written else ". Nothing was written"
        return f"{counts}{placed}."


class _LeaveAsItWas(Exception):
    """Raised inside the import's own savepoint to take back everything it wrote."""


@operation
def import_areas(
    *,
    file: AreaFile,
    kind: str,
    valid_from: date,
    actor: Any,
    at: datetime,
    organisation: Any = None,
    organisations: Mapping[str, Any] | None = None,
    layer: str = "",
    dry_run: bool = False,
    file_name: str = "",
) -> AreaReport:
    """Take in a whole file of areas of one kind, or nothing. `valid_from` is the day the boundaries take effect.

    An area that is there already with another boundary, name or organisation ends the day before, and a new row
    begins: a case keeps the area it was in. `organisation` serves all of them; `organisations` gives each code its
    own. A patch needs no organisation, and may have a `layer` ("grounds maintenance"), within which patches exclude
    each other.
    """
    by_code = {area.code: (organisations or {}).get(area.code, organisation) for area in file.areas}
    for holder in set(by_code.values()) or {organisation}:
        require(policies.may_import_areas(actor, holder.pk if holder else None))
    _check_kind(kind, layer)
    report = AreaReport(problems=list(file.problems), repairs=list(file.repairs))
    try:
        with transaction.atomic():
            staging.begin()
            for found in file.areas:
                _take_in(found, (kind, layer), by_code[found.code], valid_from, report, actor)
            report.addresses_placed = place(Address.objects.all(), report.areas) if not report.problems else 0
            if dry_run or report.problems:
                raise _LeaveAsItWas
            for area in report.areas:
                audit("area.taken_in", area, actor=actor, at=at, code=area.code, valid_from=valid_from.isoformat())
            changed = [area.pk for area in report.areas]
            publish(AreasReplaced(area_ids=changed, valid_from=valid_from.isoformat()), at=at)
            what = {"kind": kind, "layer": layer, "valid_from": valid_from, "organisation": organisation}
            report.import_id = _keep(report, file_name or kind, what, at).pk
    except _LeaveAsItWas:
        return report
    report.written = True
    return report


@operation
def end_area(*, area: Area, last_day: date, actor: Any, at: datetime) -> Area:
    """End an area that has no successor, such as a ward that was abolished; it holds through `last_day`."""
    area = lock(area)
    require(policies.may_import_areas(actor, area.organisation_id))
    until = date.fromordinal(last_day.toordinal() + 1)
    if area.valid_until is not None:
        raise Invalid({"last_day": f"{area.name} has ended already, on {area.valid_until:%-d %B %Y}."})
    if until < area.valid_from:
        raise Invalid({"last_day": f"{area.name} began on {area.valid_from:%-d %B %Y}. Choose a later day."})
    area.valid_until = until
    save(area, "valid_until")
    audit("area.ended", area, actor=actor, at=at, code=area.code, last_day=last_day.isoformat())
    publish(AreasReplaced(area_ids=[area.pk], valid_from=until.isoformat()), at=at)
    return area


def _check_kind(kind: str, layer: str) -> None:
    if kind not in AreaKind.values:
        raise Invalid({"kind": f"Choose a kind of area: {', '.join(AreaKind.values)}."})
    if layer and kind != AreaKind.PATCH:
        raise Invalid({"layer": "Only patches have layers."})


def _take_in(
    found: ReadArea,
    kind_and_layer: tuple[str, str],
    organisation: Any,
    valid_from: date,
    report: AreaReport,
    actor: Any,
) -> None:
    kind, layer = kind_and_layer
    standing = Area.objects.select_for_update(of=("self",)).filter(
        kind=kind, layer=layer, code=found.code, valid_until=None
    )
    before = standing.first()
    if before:
        require(policies.may_import_areas(actor, before.organisation_id))
        if before.valid_from > valid_from:
            fault = f"It has a boundary from {before.valid_from:%-d %B %Y} already. Choose a later day."
            report.problems.append(AreaProblem(0, found.code, fault))
            return
        if _same(before, found, organisation):
            report.unchanged.append(found.code)
            return
        before.valid_until = valid_from
        save(before, "valid_until")
    (report.replaced if before else report.added).append(found.code)
    west, south, east, north = found.shape.bounds
    area = Area.objects.create(
        kind=kind, layer=layer, code=found.code, name=found.name, organisation=organisation, valid_from=valid_from,
        geometry=found.shape.coordinates, west=west, south=south, east=east, north=north,
    )  # fmt: skip
    report.areas.append(area)
    if before:
        report.came_before[area.pk] = before


def _keep(report: AreaReport, file_name: str, what: dict[str, Any], at: datetime) -> AreaImport:
    """Write down what was done, so that it can be undone."""
    counts = {"added": len(report.added), "replaced": len(report.replaced)}
    batch = AreaImport.objects.create(file_name=file_name[:200], at=at, **what, **counts)
    AreaChange.objects.bulk_create(
        AreaChange(batch=batch, area=area, before=report.came_before.get(area.pk)) for area in report.areas
    )
    return batch


def _same(before: Area, found: ReadArea, organisation: Any) -> bool:
    return (
        before.geometry == found.shape.coordinates
        and before.name == found.name
        and before.organisation_id == (organisation.pk if organisation else None)
    )
