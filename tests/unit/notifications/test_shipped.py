"""The texts that come with the hub keep the rules they set for others."""

from __future__ import annotations

import re

import pytest

from civichub.delivery.drafts import MAX_SMS
from civichub.notifications.placeholders import EVENT_KINDS, PLACEHOLDERS, EventKind, event_kind
from civichub.notifications.shipped import language_lines, shipped_text, shipped_texts
from civichub.notifications.wording import placeholders_in, render
from civichub.procedures.parsing import parse_procedure
from civichub.procedures.shipped import shipped_sources

SAMPLES = {name: placeholder.sample for name, placeholder in PLACEHOLDERS.items()}


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=lambda kind: kind.key)
def test_every_event_has_words_for_each_of_its_channels(kind: EventKind) -> None:
    for channel in kind.channels:
        medium = "email" if channel == "letter" else channel
        assert shipped_text(kind.key, medium, "en"), f"{kind.key} has none for {channel}"


@pytest.mark.parametrize(("event_key", "channel", "language"), shipped_texts(), ids=str)
def test_every_text_reads_well_when_everything_and_when_nothing_is_known(
    event_key: str, channel: str, language: str
) -> None:
    text = shipped_texts()[event_key, channel, language]
    always = {*event_kind(event_key).required, "greeting", "organisation", "service", "title", "reference", "team"}
    always |= {name for name in SAMPLES if name.endswith("_link")} if channel == "sms" else set()
    full = render(text.body, SAMPLES)
    bare = render(text.body, {name: SAMPLES[name] if name in always else "" for name in SAMPLES})
    for body in (full, bare):
        assert "{{" not in body
        assert not re.search(r"\n\n\n|  |: *$|\bby \.", body), body
    assert channel != "sms" or len(full) <= MAX_SMS
    assert channel != "email" or text.subject


def test_every_message_that_a_shipped_procedure_names_has_words() -> None:
    procedures = [parse_procedure(source) for source in shipped_sources().values()]
    named = {message.template for procedure in procedures for message in procedure.messages}
    named |= {outcome.tells for procedure in procedures for outcome in procedure.outcomes if outcome.tells}
    assert named - EVENT_KINDS.keys() == set()


def test_a_notice_to_a_team_says_nothing_about_a_person() -> None:
    personal = {"greeting", "title", "note", "question", "track_link", "outcome"}
    for kind in EVENT_KINDS.values():
        if kind.audience == "team":
            text = shipped_text(kind.key, "email", "en")
            assert text is not None
            assert personal.isdisjoint(kind.placeholders)
            assert personal.isdisjoint(placeholders_in(text.body + text.subject))


def test_an_outcome_without_words_of_its_own_uses_those_of_every_ending() -> None:
    assert shipped_text("case_resolved.fixed", "email", "en") == shipped_text("case_resolved", "email", "en")
    assert shipped_text("made_up_by_a_procedure", "email", "en") is None


@pytest.mark.parametrize("line", language_lines().values())
def test_each_line_in_another_language_gives_the_number(line: str) -> None:
    assert placeholders_in(line) == ["phone"]
