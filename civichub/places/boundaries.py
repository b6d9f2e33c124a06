"""Boundaries in memory: one point against a shared cache, or many points against a set of areas."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from shapely.geometry.base import BaseGeometry

from civichub.places.models import Area
from civichub.places.shapes import TOLERANCE_METRES, settle, shape_from, touches

KEPT_SHAPES = 4000  # about 300 wards of a few hundred corners take 20 MB; a county has fewer than a thousand areas

_shapes: OrderedDict[int, BaseGeometry] = OrderedDict()
_lock = threading.Lock()


def areas_touching_point(areas: Sequence[Area], easting: float, northing: float) -> list[Area]:
    """Those of `areas` to which the point belongs, by the border rule. Their geometry may be deferred."""
    missing = [area.pk for area in areas if area.pk not in _shapes]
    geometries = dict(Area.objects.filter(pk__in=missing).values_list("pk", "geometry")) if missing else {}
    made = {pk: shape_from(geometry) for pk, geometry in geometries.items()}
    easts, norths = np.array([easting]), np.array([northing])
    # A prepared geometry builds its index at first use, which two threads must not do at once.
    with _lock:
        _shapes.update(made)
        touching = [area for area in areas if area.pk in _shapes and touches(_shapes[area.pk], easts, norths)[0]]
        for area in touching:
            _shapes.move_to_end(area.pk)
        while len(_shapes) > KEPT_SHAPES:
            _shapes.popitem(last=False)
    return settle(touching)


def forget_shapes() -> None:
    """Read every boundary anew: the numbers of areas mean others once the database is another."""
    with _lock:
        _shapes.clear()


class Coverage:
    """A set of areas to hold many points against. Not for sharing between threads."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = [(area, shape_from(area.geometry)) for area in areas]

    def __bool__(self) -> bool:
        return bool(self._areas)

    def touching(self, eastings: np.ndarray, northings: np.ndarray) -> Iterator[tuple[Area, np.ndarray]]:
        """Each area with the positions, in the arrays, of the points in it or within a millimetre of its border."""
        for area, shape in self._areas:
            near = np.flatnonzero(_in_bounds(area, eastings, northings))
            if near.size:
                inside = near[touches(shape, eastings[near], northings[near])]
                if inside.size:
                    yield area, inside

    def covers(self, eastings: np.ndarray, northings: np.ndarray) -> np.ndarray:
        """For each point, whether it lies in any of the areas."""
        covered = np.zeros(len(eastings), dtype=bool)
        for _, inside in self.touching(eastings, northings):
            covered[inside] = True
        return covered


def _in_bounds(area: Area, eastings: np.ndarray, northings: np.ndarray) -> np.ndarray:
    slack = TOLERANCE_METRES
    across = (eastings >= area.west - slack) & (eastings <= area.east + slack)
    return across & (northings >= area.south - slack) & (northings <= area.north + slack)
