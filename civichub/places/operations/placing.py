"""Noting which addresses lie in which areas. Called by the operations that add addresses or boundaries."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from civichub.places.boundaries import Coverage
from civichub.places.models import Address, Area


def place(addresses: QuerySet[Address], areas: Iterable[Area]) -> int:
    """Add a row for each of `addresses` that lies in, or within a millimetre of, each of `areas`; returns how many.

    Rows that are there already stay. Both the addresses and the areas must be committed or of this transaction.
    """
    found = np.array(list(addresses.values_list("pk", "easting", "northing")), dtype=float).reshape(-1, 3)
    if not len(found):
        return 0
    pks, eastings, northings = found[:, 0].astype(np.int64), found[:, 1], found[:, 2]
    added = 0
    with connection.cursor() as cursor:
        for area, inside in Coverage(areas).touching(eastings, northings):
            cursor.execute(
                "INSERT INTO places_addressarea (address_id, area_id) SELECT unnest(%s::bigint[]), %s "
                "ON CONFLICT DO NOTHING",
                [pks[inside].tolist(), area.pk],
            )
            added += cursor.rowcount
    return added
