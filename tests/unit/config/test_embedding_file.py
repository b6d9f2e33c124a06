"""Other weights for the search by meaning are named by a setting, and a name that leads nowhere stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from civichub.config.environment import BadEnvironment, read_environment


def test_a_file_that_is_there_is_used_and_one_that_is_not_is_named(tmp_path: Path) -> None:
    weights = tmp_path / "model.onnx"
    weights.write_bytes(b"")
    demo = {"CIVICHUB_DEMO": "1"}
    assert read_environment(demo).embedding_file == ""
    assert read_environment({**demo, "CIVICHUB_EMBEDDING_FILE": str(weights)}).embedding_file == str(weights)
    with pytest.raises(BadEnvironment, match="CIVICHUB_EMBEDDING_FILE"):
        read_environment({**demo, "CIVICHUB_EMBEDDING_FILE": str(tmp_path / "none.onnx")})
