"""Search follows the record."""

from __future__ import annotations

from datetime import datetime

from civichub.accounts.queries import system_account
from civichub.core.events import subscriber
from civichub.directory.events import RecordsImported, ServiceRecorded
from civichub.directory.finding import prepare_vectors
from civichub.directory.operations.search import store_vectors


@subscriber(ServiceRecorded, queue="search")
def renew_directory_search_after_a_change(event: ServiceRecorded, at: datetime) -> None:
    _renew(at)


@subscriber(RecordsImported, queue="search")
def renew_directory_search_after_an_import(event: RecordsImported, at: datetime) -> None:
    _renew(at)


def _renew(at: datetime) -> None:
    prepared = prepare_vectors()
    if prepared is not None:
        store_vectors(prepared=prepared, actor=system_account(), at=at)
