"""The only writers of the catalogue."""

from civichub.catalogue.operations.imports import import_services, undo_import
from civichub.catalogue.operations.notices import NoticeWords, change_notice, declare_notice, withdraw_notice
from civichub.catalogue.operations.provision import (
    clear_channel,
    set_channel,
    set_provision,
    set_standard,
    withdraw_provision,
    withdraw_standard,
)
from civichub.catalogue.operations.search import forget_word, store_search_vectors, teach_word
from civichub.catalogue.operations.service import change_service, create_service, publish_service, retire_service

__all__ = [
    "NoticeWords",
    "change_notice",
    "change_service",
    "clear_channel",
    "create_service",
    "declare_notice",
    "forget_word",
    "import_services",
    "publish_service",
    "retire_service",
    "set_channel",
    "set_provision",
    "set_standard",
    "store_search_vectors",
    "teach_word",
    "undo_import",
    "withdraw_notice",
    "withdraw_provision",
    "withdraw_standard",
]
