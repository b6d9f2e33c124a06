"""What search is taught, and the vectors its job makes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.catalogue import policies
from civichub.catalogue.finding import INDEX_NAME, PreparedVectors
from civichub.catalogue.models import EverydayWord, StoredIndex
from civichub.core.audit import audit
from civichub.core.errors import Invalid
from civichub.core.operations import lock, operation, require, save
from civichub.core.search.words import words_of
from civichub.core.text import clean_text


@operation
def store_search_vectors(*, prepared: PreparedVectors, actor: Any, at: datetime) -> StoredIndex:
    """Store the vectors of `finding.prepare_vectors` under the next version, which every web process then reads."""
    require(policies.may_rebuild_search(actor))
    made, _ = StoredIndex.objects.get_or_create(name=INDEX_NAME, defaults={"built_at": at})
    stored = lock(made)
    stored.vectors, stored.texts = prepared.table.to_bytes(), len(prepared.table)
    stored.fingerprint, stored.built_at = prepared.fingerprint, at
    stored.version += 1
    save(stored, "vectors", "texts", "fingerprint", "built_at", "version")
    audit("search.rebuilt", stored, actor=actor, at=at, version=stored.version, texts=stored.texts)
    return stored


@operation
def teach_word(*, term: str, meaning: str, actor: Any, at: datetime) -> EverydayWord:
    """Teach search what residents mean by a word or initials; a word already known gets the new meaning."""
    require(policies.may_teach_words(actor))
    plain = " ".join(words_of(clean_text(term, field="term", max_length=60, required=True)))
    if not plain:
        raise Invalid({"term": "Enter a word or initials, in letters or digits."})
    meaning = clean_text(meaning, field="meaning", max_length=160, required=True)
    word, _ = EverydayWord.objects.update_or_create(term=plain, defaults={"meaning": meaning})
    audit("search.word_taught", word, actor=actor, at=at, term=plain, meaning=meaning)
    _next_version(at)
    return word


@operation
def forget_word(*, word: EverydayWord, actor: Any, at: datetime) -> str:
    """Take back a word that was taught; gives the term."""
    word = lock(word)
    require(policies.may_teach_words(actor))
    audit("search.word_forgotten", word, actor=actor, at=at, term=word.term)
    term = word.term
    word.delete()
    _next_version(at)
    return term


def _next_version(at: datetime) -> None:
    """Words change queries and not vectors, so the web processes need only read them again."""
    stored, _ = StoredIndex.objects.get_or_create(name=INDEX_NAME, defaults={"built_at": at})
    stored = lock(stored)
    stored.version += 1
    save(stored, "version")
