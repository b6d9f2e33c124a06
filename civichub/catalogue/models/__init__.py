"""The tables of the catalogue."""

from civichub.catalogue.models.imports import ImportBatch, ImportRow
from civichub.catalogue.models.notices import NoticeChannel, ServiceNotice
from civichub.catalogue.models.provision import ServiceChannel, ServiceProvision, ServiceStandard
from civichub.catalogue.models.search import EverydayWord, StoredIndex
from civichub.catalogue.models.service import Service

__all__ = [
    "EverydayWord",
    "ImportBatch",
    "ImportRow",
    "NoticeChannel",
    "Service",
    "ServiceChannel",
    "ServiceNotice",
    "ServiceProvision",
    "ServiceStandard",
    "StoredIndex",
]
