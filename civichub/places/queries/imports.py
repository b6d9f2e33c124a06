"""What has been taken in."""

from __future__ import annotations

from django.db.models import QuerySet

from civichub.places.models import AddressImport, AreaImport


def address_imports() -> QuerySet[AddressImport]:
    """Every import of addresses, newest first."""
    return AddressImport.objects.select_related("organisation")


def address_import(number: int) -> AddressImport | None:
    """The import with that number, or None."""
    return address_imports().filter(pk=number).first()


def area_imports() -> QuerySet[AreaImport]:
    """Every import of areas, newest first."""
    return AreaImport.objects.select_related("organisation")


def area_import(number: int) -> AreaImport | None:
    """The import of areas with that number, or None."""
    return area_imports().filter(pk=number).first()
