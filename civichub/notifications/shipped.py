"""The texts that come with the hub, read once and held to the same rules as a council's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from civichub.delivery.states import Channel
from civichub.notifications.placeholders import event_kind
from civichub.notifications.wording import check_wording

LIBRARY = Path(__file__).parent / "library"
LANGUAGE_LINES = "other_languages.yaml"


@dataclass(frozen=True)
class Text:
    """The words of one template. `key` names it for the record of what was sent; version 0 is the hub's own text."""

    key: str
    version: int
    language: str
    subject: str
    body: str


@lru_cache(maxsize=1)
def shipped_texts() -> dict[tuple[str, str, str], Text]:
    """Every shipped text by (event key, channel, language). Raises `Invalid` when one breaks the rules."""
    found: dict[tuple[str, str, str], Text] = {}
    for path in sorted(LIBRARY.glob("*.yaml")):
        if path.name == LANGUAGE_LINES:
            continue
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        language = content["language"]
        for event_key, channels in content["templates"].items():
            for channel, words in channels.items():
                found[event_key, channel, language] = _read(event_key, channel, language, words)
    return found


def _read(event_key: str, channel: str, language: str, words: dict[str, str]) -> Text:
    check_text(event_key, channel, words.get("subject", ""), words["body"])
    return Text(f"{event_key}/{channel}/{language}", 0, language, words.get("subject", ""), words["body"].strip())


def check_text(event_key: str, channel: str, subject: str, body: str) -> None:
    """Raises `Invalid` naming the field and line for a text that its event and channel do not allow."""
    kind = event_kind(event_key)
    needs = tuple(name for name in kind.required if not (channel == Channel.LETTER and name.endswith("_link")))
    check_wording(subject, field="subject", known=kind.placeholders)
    check_wording(body, field="body", known=kind.placeholders, required=needs)


def shipped_text(event_key: str, channel: str, language: str) -> Text | None:
    """The hub's own text for an event, channel and language; ``case_resolved.x`` falls back to `case_resolved`."""
    texts = shipped_texts()
    plain = event_key.partition(".")[0]
    return texts.get((event_key, channel, language)) or texts.get((plain, channel, language))


@lru_cache(maxsize=1)
def language_lines() -> dict[str, str]:
    """By language: where to get help in it, for texts that exist in English only."""
    return yaml.safe_load((LIBRARY / LANGUAGE_LINES).read_text(encoding="utf-8"))


def languages_known() -> tuple[str, ...]:
    """English, and the languages in which a council can be expected to have words of its own."""
    return ("en", *language_lines())
