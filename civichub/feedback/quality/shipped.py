"""The scoring forms that come with the hub, as text."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from types import MappingProxyType


@lru_cache(maxsize=1)
def shipped_sources() -> MappingProxyType[str, str]:
    """The YAML of every shipped form by key, which is the name of its file."""
    folder = resources.files("civichub.feedback.quality").joinpath("library")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return MappingProxyType({file.name.removesuffix(".yaml"): file.read_text("utf-8") for file in files})
