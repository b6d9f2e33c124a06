"""The search index of the services: its documents, its vectors, and this process's copy of it.

A web process builds its copy at the first search (about a second, most of it the model) and again when the stored
version or the services have moved on; it is never restarted for that. Between a change of a service and the job that
makes its vectors, the service is already found by its words.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max

from civichub.catalogue.models import EverydayWord, Service, StoredIndex
from civichub.catalogue.shipped import elsewhere, everyday_words
from civichub.core.search.embedding import embedder
from civichub.core.search.glossary import Glossary
from civichub.core.search.index import Document, SearchIndex
from civichub.core.search.vectors import VectorTable
from civichub.core.search.words import words_of

INDEX_NAME = "services"
MADE_WHILE_SOMEBODY_WAITS = 64
"""Missing vectors that a web process makes itself when it builds its index: at most about 0.4 s."""
log = logging.getLogger(__name__)
_building = threading.Lock()
_held: tuple[Any, SearchIndex] | None = None


@dataclass(frozen=True)
class PreparedVectors:
    """Vectors ready to be stored; `fingerprint` names the model and the texts they were made of."""

    fingerprint: str
    table: VectorTable


def current_index() -> SearchIndex:
    """This process's index, built again first if the services or their vectors have changed. Two small queries."""
    global _held
    stored = StoredIndex.objects.filter(name=INDEX_NAME).values_list("version", flat=True).first()
    services = Service.objects.aggregate(newest=Max("changed_at"), last=Max("pk"), number=Count("pk"))
    key = (stored, *services.values())
    held = _held
    if held is not None and held[0] == key:
        return held[1]
    with _building:
        if _held is None or _held[0] != key:
            _held = (key, _build())
        return _held[1]


def forget_index() -> None:
    """Forget it: for when the database is replaced by another, whose services may look the same by number and time."""
    global _held
    _held = None


def prepare_vectors() -> PreparedVectors | None:
    """The vectors of all texts, made where they are missing; None when nothing changed or the model is not there.

    A text takes about 6 ms, so the whole national list takes half a minute once, and a changed service a moment. It
    runs in a job and outside any transaction.
    """
    model = embedder(settings.EMBEDDING_FILE)
    if model is None:
        return None
    documents = _documents()
    fingerprint = _fingerprint(model.fingerprint, documents)
    stored = StoredIndex.objects.filter(name=INDEX_NAME).first()
    if stored is not None and stored.fingerprint == fingerprint:
        return None
    table = _table(stored, model.fingerprint)
    texts = [text for document in documents for text in document.texts]
    return PreparedVectors(fingerprint, table.brought_up_to(texts, model))


def _build() -> SearchIndex:
    model = embedder(settings.EMBEDDING_FILE)
    stored = StoredIndex.objects.filter(name=INDEX_NAME).first()
    documents = _documents()
    table = _table(stored, model.fingerprint) if model else VectorTable()
    texts = [text for document in documents for text in document.texts]
    if model and len(table) and len(table.missing(texts)) <= MADE_WHILE_SOMEBODY_WAITS:
        table = table.brought_up_to(texts, model)
    return SearchIndex(documents, table, model, _glossary())


def _documents() -> list[Document]:
    services = Service.objects.live().order_by("pk").only("title", "summary", "description", "aliases")
    found = [
        Document(s.pk, s.title, " ".join(filter(None, (s.summary, s.description))), tuple(s.aliases)) for s in services
    ]
    return found + [Document(e.key, e.name, "", e.phrases, elsewhere=True) for e in elsewhere().values()]


def _glossary() -> Glossary:
    taught = dict(EverydayWord.objects.values_list("term", "meaning"))
    return Glossary({**everyday_words(), **taught})


def _fingerprint(model_sha256: str, documents: list[Document]) -> str:
    """32 characters for the model and 32 for the texts."""
    texts = repr([document.texts for document in documents])
    return model_sha256[:32] + hashlib.sha256(texts.encode()).hexdigest()[:32]


def _table(stored: StoredIndex | None, model_sha256: str) -> VectorTable:
    """The stored vectors, if this model made them; another model's numbers mean nothing to it."""
    if stored is None or not stored.fingerprint.startswith(model_sha256[:32]):
        return VectorTable()
    try:
        return VectorTable.from_bytes(bytes(stored.vectors))
    except ValueError as problem:
        log.warning("The stored vectors of the services are damaged and will be made again: %s", problem)
        return VectorTable()


def everyday_meanings() -> dict[str, str]:
    """Everyday words and initials, as plain words, and what the services call it: shipped and taught here."""
    taught = dict(EverydayWord.objects.values_list("term", "meaning"))
    every = {**everyday_words(), **taught}
    return {" ".join(words_of(term)): " ".join(words_of(meaning)) for term, meaning in every.items()}
