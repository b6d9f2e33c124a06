"""Search follows the catalogue: each change leads to one look at what has to be embedded again."""

from __future__ import annotations

from datetime import datetime

from civichub.accounts.queries import system_account
from civichub.catalogue.events import ServiceChanged, ServicesImported
from civichub.catalogue.finding import prepare_vectors
from civichub.catalogue.operations import store_search_vectors
from civichub.core.events import subscriber


@subscriber(ServiceChanged, queue="search")
def renew_search_after_a_change(event: ServiceChanged, at: datetime) -> None:
    _renew(at)


@subscriber(ServicesImported, queue="search")
def renew_search_after_an_import(event: ServicesImported, at: datetime) -> None:
    _renew(at)


def _renew(at: datetime) -> None:
    prepared = prepare_vectors()
    if prepared is not None:
        store_search_vectors(prepared=prepared, actor=system_account(), at=at)
