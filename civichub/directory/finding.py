"""The search index of the directory: its documents, its vectors, and this process's copy of it.

As `catalogue.finding` for the councils' services. A copy is built again when a record, a term or the vectors moved on.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max

from civichub.core.search.embedding import Embedder, embedder
from civichub.core.search.glossary import Glossary
from civichub.core.search.index import Document, SearchIndex
from civichub.core.search.vectors import VectorTable
from civichub.directory.models import Service, StoredVectors, TaxonomyTerm
from civichub.directory.states import OFFERED

MADE_WHILE_SOMEBODY_WAITS = 64
"""Missing vectors that a web process makes itself: at most about 0.4 s."""
log = logging.getLogger(__name__)
_building = threading.Lock()
_held: tuple[Any, SearchIndex] | None = None


@dataclass(frozen=True)
class PreparedVectors:
    """Vectors ready to be stored; `fingerprint` names the model and the texts they were made of."""

    fingerprint: str
    table: VectorTable


def current_index() -> SearchIndex:
    """This process's index of every record that could be offered; whether it is today is for the caller to see."""
    global _held
    stored = StoredVectors.objects.values_list("version", flat=True).first()
    records = Service.objects.aggregate(newest=Max("last_modified"), last=Max("pk"), number=Count("pk"))
    key = (stored, *records.values(), TaxonomyTerm.objects.count())
    held = _held
    if held is not None and held[0] == key:
        return held[1]
    with _building:
        if _held is None or _held[0] != key:
            _held = (key, _build())
        return _held[1]


def forget_index() -> None:
    """Forget it: for when the database is replaced by another, whose records may look the same by number and time."""
    global _held
    _held = None


def prepare_vectors() -> PreparedVectors | None:
    """The vectors of all texts; None when nothing changed or the model is not there. For a job, in no transaction."""
    model = embedder(settings.EMBEDDING_FILE)
    if model is None:
        return None
    documents = _documents()
    texts = [text for document in documents for text in document.texts]
    said = hashlib.sha256(repr(texts).encode()).hexdigest()[:32]
    fingerprint = model.fingerprint[:32] + said
    stored = StoredVectors.objects.first()
    if stored is not None and stored.fingerprint == fingerprint:
        return None
    return PreparedVectors(fingerprint, _table(stored, model).brought_up_to(texts, model))


def _build() -> SearchIndex:
    model = embedder(settings.EMBEDDING_FILE)
    documents = _documents()
    table = _table(StoredVectors.objects.first(), model) if model else VectorTable()
    texts = [text for document in documents for text in document.texts]
    if model and len(table.missing(texts)) <= MADE_WHILE_SOMEBODY_WAITS:
        table = table.brought_up_to(texts, model)
    return SearchIndex(documents, table, model, Glossary({}))


def _documents() -> list[Document]:
    services = Service.objects.filter(is_published=True, status__in=OFFERED).order_by("pk")
    return [
        Document(one.pk, one.name, f"{one.description} {one.eligibility_description}".strip()[:2_000], _phrases(one))
        for one in services.prefetch_related("terms")
    ]


def _phrases(service: Service) -> tuple[str, ...]:
    """Its other name, its kinds, and what people in such a situation say."""
    said = [service.alternate_name]
    for term in service.terms.all():
        said += [term.name, *term.phrases]
    return tuple(dict.fromkeys(filter(None, said)))


def _table(stored: StoredVectors | None, model: Embedder) -> VectorTable:
    """The stored vectors, if this model made them; another model's numbers mean nothing to it."""
    if stored is None or not stored.fingerprint.startswith(model.fingerprint[:32]):
        return VectorTable()
    try:
        return VectorTable.from_bytes(bytes(stored.vectors))
    except ValueError as problem:
        log.warning("The stored vectors of the directory are damaged and will be made again: %s", problem)
        return VectorTable()
