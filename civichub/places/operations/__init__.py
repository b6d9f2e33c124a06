"""The only writers of addresses, areas, councillors and sites."""

from civichub.places.operations.addresses import (
    begin_address_import,
    finish_address_import,
    import_address_part,
    import_addresses,
    retire_address,
)
from civichub.places.operations.areas import end_area, import_areas
from civichub.places.operations.people_and_sites import (
    add_councillor,
    add_session,
    add_site,
    change_councillor,
    change_site_hours,
    end_session,
    retire_councillor,
    retire_site,
)
from civichub.places.operations.undoing import undo_address_import, undo_area_import

__all__ = [
    "add_councillor",
    "add_session",
    "add_site",
    "begin_address_import",
    "change_councillor",
    "change_site_hours",
    "end_area",
    "end_session",
    "finish_address_import",
    "import_address_part",
    "import_addresses",
    "import_areas",
    "retire_address",
    "retire_councillor",
    "retire_site",
    "undo_address_import",
    "undo_area_import",
]
